import { type Command, Option } from 'commander';
import {
  AUDIT_EVENT_TYPES,
  AUDIT_OUTCOMES,
  type AuditEvent,
} from '../../domain/audit/audit-event.ts';
import type { AuditQuery } from '../../domain/audit/audit-query.ts';
import { toNumber } from '../collect.ts';
import type { CliContext } from '../context.ts';
import { CURSOR, moreNotes } from '../cursor-option.ts';
import { type FileOptions, saveList, withFile } from '../file-options.ts';
import { findUserId } from '../lookup.ts';
import type { Management } from '../management.ts';
import { describeActor, showEvents } from '../show-events.ts';
import { suggesting } from '../suggested-values.ts';

/** Of everything that chooses events. */
interface FilterOptions {
  type?: string;
  outcome?: string;
  client?: string;
  user?: string;
  actor?: string;
  actorClient?: string;
  since?: string;
  until?: string;
}

interface ListOptions extends FilterOptions {
  limit?: number;
  cursor?: string;
}

const DETAILS = ['address', 'details'] as const;

export function addAuditCommands(program: Command, context: CliContext): void {
  const { administer } = context;
  const audit = program
    .command('audit')
    .description('the audit log: who did what, and who was refused');
  withFilters(audit.command('list').description('list events, newest first'))
    .option('--limit <number>', 'at most so many (default: 100)', toNumber)
    .option(...CURSOR)
    .action(({ limit, cursor: after, ...filters }: ListOptions) =>
      administer(async (management) => {
        const query = await toQuery(management, filters);
        const { items, next } = await management.audit.page({ ...query, limit, after });
        return {
          rows: items.map(describe),
          cells: await showEvents(management, items),
          columns: ['at', 'type', 'outcome', 'actor', 'subject', 'client', 'user', ...DETAILS],
          what: 'event',
          empty: 'No such events.',
          notes: moreNotes(next),
        };
      }),
    );
  withFile(
    withFilters(
      audit
        .command('export')
        .description('save events as a file, newest first; json has them as the API answers them'),
    ),
  ).action(({ format, out, ...filters }: FilterOptions & FileOptions) =>
    administer(async (management) => {
      const query = await toQuery(management, filters);
      return saveList({ format, out }, () => management.files.auditEvents(query, format), context);
    }),
  );
}

/** Which events, joined by "and". */
const withFilters = (command: Command): Command =>
  command
    .addOption(
      suggesting(
        '--type <type>',
        'of this type, for example challenge_code.reused; all are listed below',
        AUDIT_EVENT_TYPES,
      ),
    )
    .addOption(new Option('--outcome <outcome>', 'with this outcome').choices(AUDIT_OUTCOMES))
    .option('--client <client-id>', 'about this client')
    .option('--user <user>', 'about this user, or changing them (ID or e-mail)')
    .option('--actor <user>', 'done by this user (ID or e-mail)')
    .option('--actor-client <client-id>', 'done by this client, or by a user through it')
    .option('--since <time>', 'from this time on: 2026-03-01T12:00Z, or how long ago: 30m, 12h, 7d')
    .option('--until <time>', 'before this time')
    .addHelpText('after', `\nTypes of events:\n${linesOf(AUDIT_EVENT_TYPES)}`);

/** Indented, and no wider than a terminal. */
function linesOf(words: readonly string[]): string {
  const lines = [''];
  for (const word of words) {
    const line = `${lines.at(-1)}  ${word}`;
    if (line.length > 78) lines.push(`  ${word}`);
    else lines[lines.length - 1] = line;
  }
  return lines.join('\n');
}

async function toQuery(
  { directory }: Pick<Management, 'directory'>,
  { client, user, actor, actorClient, ...query }: FilterOptions,
): Promise<AuditQuery> {
  return {
    ...query,
    clientId: client,
    userId: await findUserId(directory, user),
    actorUserId: await findUserId(directory, actor),
    actorClientId: actorClient,
  };
}

function describe({ at, actor, ...event }: AuditEvent): object {
  return { ...event, at: new Date(at).toISOString(), actor: describeActor(actor) };
}
