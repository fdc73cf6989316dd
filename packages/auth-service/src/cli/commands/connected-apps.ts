import type { Command } from 'commander';
import { invalidRequest } from '../../domain/errors.ts';
import { type ConnectedApp, TOKEN_TYPES } from '../../domain/oauth-token/connected-app.ts';
import { toNumber } from '../collect.ts';
import type { CliContext } from '../context.ts';
import { CURSOR, moreNotes } from '../cursor-option.ts';
import { findUserId } from '../lookup.ts';
import { confirmDisconnect } from './confirm-ending.ts';

interface ListOptions {
  client?: string;
  user?: string;
  limit?: number;
  cursor?: string;
}

interface RevokeOptions {
  client?: string;
  user?: string;
  yes?: boolean;
}

const LIMIT_DEFAULT = 50;

/** `casement sessions apps …`: applications with the tokens that they hold. */
export function addConnectedAppCommands(sessions: Command, context: CliContext): void {
  const apps = sessions
    .command('apps')
    .description('connected apps: applications and services with the tokens that they hold');
  apps
    .command('list')
    .description('list live tokens, app by app; never the tokens themselves')
    .option('--client <id>', 'of this client only')
    .option('--user <user>', 'that act as this user (ID or e-mail; at a service: me)')
    .option('--limit <number>', `of at most so many apps (default: ${LIMIT_DEFAULT})`, toNumber)
    .option(...CURSOR)
    .action(({ client: clientId, user, limit = LIMIT_DEFAULT, cursor: after }: ListOptions) =>
      context.administer(async ({ connectedApps, directory }) => {
        const userId = await findUserId(directory, user);
        const { items, next } = await connectedApps.list({ clientId, userId, limit, after });
        return {
          rows: items.flatMap(describe),
          columns: [
            ...['client_id', 'client_name', 'id', 'type', 'user_id'],
            ...['issued_at', 'expires_at', 'all_teams', 'team_ids', 'scopes'],
          ],
          what: 'token',
          empty: 'No app holds a token.',
          notes: [...items.flatMap(leftOut), ...moreNotes(next)],
        };
      }),
    );
  addRevokeCommand(apps, context);
}

function addRevokeCommand(apps: Command, { administer, confirm }: CliContext): void {
  apps
    .command('revoke [token]')
    .description(
      'end one token (by its ID; a refresh token with all of its grant), or everything that a client holds, consent too',
    )
    .option('--client <id>', 'everything that this client holds')
    .option('--user <user>', 'with --client: of this user only (ID or e-mail; at a service: me)')
    .option('--yes', 'with --client: do not ask')
    .addHelpText('after', '\nAn ID that begins with a hyphen goes after two: revoke -- -abc')
    .action((token: string | undefined, { client, user, yes }: RevokeOptions) =>
      administer(async ({ connectedApps, directory }) => {
        if (token !== undefined && client === undefined && user === undefined) {
          return ended(await connectedApps.revokeToken(token));
        }
        if (token !== undefined || client === undefined) {
          const message = 'Name one token, or --client <id> with or without --user <user>.';
          throw invalidRequest([{ path: 'token', message }]);
        }
        const userId = await findUserId(directory, user);
        const ending = { clientId: client, user, userId, yes };
        await confirmDisconnect({ connectedApps }, confirm, ending);
        return ended(await connectedApps.disconnect({ clientId: client, userId }));
      }),
    );
}

const ended = (revoked: number) => ({
  item: { revoked },
  text: `Ended ${revoked} token${revoked === 1 ? '' : 's'}.`,
});

const describe = ({ client, tokens }: ConnectedApp): object[] =>
  tokens.map(({ clientId, kind, chosenTeams = [], ...token }) => ({
    clientId,
    clientName: client.name,
    clientType: client.type,
    ...token,
    type: TOKEN_TYPES[kind],
    allTeams: chosenTeams === 'all',
    teamIds: chosenTeams === 'all' ? [] : chosenTeams,
  }));

const leftOut = ({ client, tokens, tokenCount }: ConnectedApp): string[] =>
  tokenCount > tokens.length
    ? [
        `Client ${client.id} holds ${tokenCount} tokens: these are the last ${tokens.length} to expire.`,
      ]
    : [];
