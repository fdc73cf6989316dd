import type { Command } from 'commander';
import type { EmbeddedSession } from '../../domain/embedded-session/embedded-session.ts';
import type { SessionSelection } from '../../domain/embedded-session/manage-sessions.ts';
import { invalidRequest } from '../../domain/errors.ts';
import { toNumber } from '../collect.ts';
import type { CliContext } from '../context.ts';
import { addBrowserSessionCommands } from './browser-sessions.ts';
import { confirmSessionsEnd } from './confirm-ending.ts';
import { addConnectedAppCommands } from './connected-apps.ts';

interface ListOptions {
  client?: string;
  user?: string;
  all?: boolean;
  limit?: number;
}

interface RevokeOptions {
  client?: string;
  user?: string;
  reason?: string;
  yes?: boolean;
}

export function addSessionCommands(program: Command, context: CliContext): void {
  const { administer, confirm } = context;
  const sessions = program
    .command('sessions')
    .description(
      'sessions: embedded ones (one frame each), browsers where people are signed in, and apps with the tokens that they hold',
    );
  addBrowserSessionCommands(sessions, context);
  addConnectedAppCommands(sessions, context);
  sessions
    .command('list')
    .description('list live embedded sessions, last renewed first')
    .option('--client <id>', 'of this client only')
    .option('--user <user>', 'of this user only (ID or e-mail)')
    .option('--all', 'ended and expired ones too')
    .option('--limit <number>', 'at most so many (default: 100)', toNumber)
    .action(({ client: clientId, user, all, limit }: ListOptions) =>
      administer(async (management) => {
        const found = await management.sessions.list({ clientId, user, all, limit });
        return {
          rows: found.map(describe),
          columns: [
            ...['id', 'client_id', 'user_id', 'embedder_origin'],
            ...['renewals', 'last_renewed_at', 'expires_at', 'address', 'revoked_reason'],
          ],
          what: 'session',
          empty: 'No such sessions. See ended ones too with: casement sessions list --all',
        };
      }),
    );
  sessions
    .command('revoke [session]')
    .description('end one session, or all of a client, or all of a user in a client, for good')
    .option('--client <id>', 'all sessions of this client')
    .option('--user <user>', 'with --client: of this user only (ID or e-mail)')
    .option('--reason <text>', 'kept with the session and in the audit log')
    .option('--yes', 'with --client: do not ask')
    .action((session: string | undefined, { client, user, reason, yes }: RevokeOptions) =>
      administer(async (management) => {
        const selection = select(session, client, user);
        if ('clientId' in selection) {
          const { clientId } = selection;
          await confirmSessionsEnd(management, confirm, { clientId, user, yes });
        }
        const revoked = await management.sessions.revoke(selection, reason);
        return {
          item: { revoked },
          text: `Ended ${revoked} session${revoked === 1 ? '' : 's'}.`,
        };
      }),
    );
}

/** Nothing is chosen by leaving something out: all of a client's sessions takes its name. */
function select(
  sessionId: string | undefined,
  clientId: string | undefined,
  user: string | undefined,
): SessionSelection {
  if (sessionId !== undefined && clientId === undefined && user === undefined) return { sessionId };
  if (sessionId === undefined && clientId !== undefined) return { clientId, user };
  throw invalidRequest([
    {
      path: 'session',
      message: 'Name one session, or --client <id> with or without --user <user>.',
    },
  ]);
}

/** For people; the time of issue is in seconds and of no use to them. */
function describe({ tokenIssuedAt: _, ...session }: EmbeddedSession): object {
  return session;
}
