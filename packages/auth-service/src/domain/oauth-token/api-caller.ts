import type { Authority } from '../authority/authority.ts';
import type { OAuthClient } from '../client/oauth-client.ts';
import type { Clock } from '../clock.ts';
import { narrowPermissions } from '../scope/narrow-permissions.ts';
import type { Storage, Stores } from '../storage.ts';
import { introspectOAuthToken } from './introspect-oauth-token.ts';

/** Who calls our own API with a token of the standard flows, and what it lets them do now. */
export interface ApiCaller {
  /** As whom; `undefined` for a client that is a subject of its own. */
  userId: string | undefined;
  clientId: string;
  /** As granted, separated by spaces. */
  scope: string;
  authority: Authority;
  /** Of the key to which the token is bound. */
  keyThumbprint: string | undefined;
  /** Pages of which may read what is answered. */
  corsOrigins: readonly string[];
}

/**
 * The caller behind an access token: the same answer, from the same place, that a resource server gets by
 * introspection (RFC 7662). Permissions are the subject's now, narrowed by scope and by the client's teams.
 *
 * @returns `undefined` for a token that is not good, for whatever reason
 */
export async function apiCaller(
  deps: { storage: Storage; clock: Clock; issuer: string },
  value: string,
): Promise<ApiCaller | undefined> {
  const token = await introspectOAuthToken(deps, { type: 'dashboard' }, value);
  if (!token) return undefined;
  const { stores } = deps.storage;
  const client = await stores.clients.find(token.client_id);
  if (!client || client.type === 'embedded') return undefined;
  const userId = token.sub === client.id ? undefined : token.sub;
  return {
    userId,
    clientId: client.id,
    scope: token.scope,
    authority: {
      everywhere: await everywhere(stores, client, userId, token.scope),
      teams: new Map(token.teams.map(({ id, permissions }) => [id, permissions])),
    },
    keyThumbprint: token.cnf?.jkt,
    corsOrigins: client.type === 'app' ? client.corsOrigins : [],
  };
}

/** Only of a token that counts in all teams, those that are yet to come too. */
async function everywhere(
  { directory }: Stores,
  { teamRestriction: { teamIds, organizationIds } }: OAuthClient,
  userId: string | undefined,
  scope: string,
): Promise<string[]> {
  if (userId === undefined || teamIds.length + organizationIds.length > 0) return [];
  return narrowPermissions(await directory.permissionsEverywhere(userId), scope);
}
