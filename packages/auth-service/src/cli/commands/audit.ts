import type { Command } from 'commander';
import type { Actor, AuditEvent } from '../../domain/audit/audit-event.ts';
import { toNumber } from '../collect.ts';
import type { CliContext } from '../context.ts';

interface ListOptions {
  type?: string;
  client?: string;
  user?: string;
  since?: string;
  until?: string;
  limit?: number;
}

export function addAuditCommands(program: Command, { administer }: CliContext): void {
  program
    .command('audit')
    .description('the audit log: who did what, and who was refused')
    .command('list')
    .description('list events, newest first')
    .option('--type <type>', 'for example challenge_code.reused')
    .option('--client <client-id>', 'of this client only')
    .option('--user <user>', 'of this user only (ID or e-mail)')
    .option('--since <time>', 'from this time on: 2026-03-01T12:00Z, or how long ago: 30m, 12h, 7d')
    .option('--until <time>', 'before this time')
    .option('--limit <number>', 'at most so many (default: 100)', toNumber)
    .action(({ client, user, ...options }: ListOptions) =>
      administer(async ({ audit, directory }) => {
        // An ID is taken as it is: the user may be gone, the events are not.
        const userId = user?.includes('@') ? (await directory.getUser(user)).id : user;
        const events = await audit.list({ ...options, clientId: client, userId });
        return {
          rows: events.map(describe),
          columns: ['at', 'type', 'outcome', 'actor', 'client_id', 'user_id', 'address', 'details'],
          what: 'event',
          empty: 'No such events.',
        };
      }),
    );
}

function describe({ at, actor, ...event }: AuditEvent): object {
  return { ...event, at: new Date(at).toISOString(), actor: describeActor(actor) };
}

function describeActor(actor: Actor): string {
  if (actor.type === 'user') return `user ${actor.userId}`;
  if (actor.type === 'client') return `client ${actor.clientId}`;
  return actor.type;
}
