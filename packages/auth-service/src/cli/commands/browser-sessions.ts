import type { Command } from 'commander';
import type { BrowserSession } from '../../domain/browser-session/browser-session.ts';
import { describeUserAgent } from '../../domain/browser-session/describe-user-agent.ts';
import { invalidRequest } from '../../domain/errors.ts';
import { toNumber } from '../collect.ts';
import type { CliContext } from '../context.ts';
import { CURSOR, moreNotes } from '../cursor-option.ts';
import { confirmSignOut } from './confirm-ending.ts';

interface ListOptions {
  user?: string;
  all?: boolean;
  limit?: number;
  cursor?: string;
}

interface RevokeOptions {
  user?: string;
  yes?: boolean;
}

/** `casement sessions browser …`: where people are signed in. */
export function addBrowserSessionCommands(
  sessions: Command,
  { administer, confirm }: CliContext,
): void {
  const browser = sessions
    .command('browser')
    .description('browser sessions: where people are signed in on the pages of the service');
  browser
    .command('list')
    .description('list live browser sessions, last active first')
    .option('--user <user>', 'of this user only (ID or e-mail)')
    .option('--all', 'revoked and expired ones, and those that were signed out of, too')
    .option('--limit <number>', 'at most so many (default: 100)', toNumber)
    .option(...CURSOR)
    .action(({ cursor: after, ...options }: ListOptions) =>
      administer(async ({ browserSessions }) => {
        const { items, next } = await browserSessions.list({ ...options, after });
        return {
          rows: items.map(describe),
          columns: [
            ...['id', 'user_id', 'device', 'browser', 'address'],
            ...['created_at', 'last_active_at', 'expires_at', 'revoked_at'],
          ],
          what: 'browser session',
          empty:
            'Nobody is signed in. See ended sessions too with: casement sessions browser list --all',
          notes: moreNotes(next),
        };
      }),
    );
  browser
    .command('revoke [session]')
    .description(
      'sign one browser out, or all of a user; applications keep what they may do, and are told where they have a back-channel logout address',
    )
    .option('--user <user>', 'all browsers of this user (ID or e-mail)')
    .option('--yes', 'with --user: do not ask')
    .action((browserSessionId: string | undefined, { user, yes }: RevokeOptions) =>
      administer(async (management) => {
        const selection = select(browserSessionId, user);
        if ('user' in selection) {
          await confirmSignOut(management, confirm, { user: selection.user, yes });
        }
        const revoked = await management.browserSessions.revoke(selection);
        return {
          item: { revoked },
          text: `Signed ${revoked} browser${revoked === 1 ? '' : 's'} out.`,
        };
      }),
    );
}

function select(browserSessionId: string | undefined, user: string | undefined) {
  if (browserSessionId !== undefined && user === undefined) return { browserSessionId };
  if (browserSessionId === undefined && user !== undefined) return { user };
  throw invalidRequest([
    { path: 'session', message: 'Name one browser session, or --user <user>.' },
  ]);
}

/** The key is the engine's and of no use to people. A service elsewhere has described the browser already. */
function describe({ key: _, userAgent, ...session }: BrowserSession): object {
  return { ...describeUserAgent(userAgent), ...session };
}
