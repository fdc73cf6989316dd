import type { OAuthTokenIntrospection } from '@casement/server-sdk/contract';
import type { Authority } from '../authority/authority.ts';
import { isBuiltIn } from '../client/built-in-clients.ts';
import type { OAuthClient } from '../client/oauth-client.ts';
import type { Clock } from '../clock.ts';
import { narrowPermissions } from '../scope/narrow-permissions.ts';
import type { Storage, Stores } from '../storage.ts';
import { introspectOAuthToken } from './introspect-oauth-token.ts';
import { findStoredToken, type StoredToken } from './stored-token.ts';

/** Who calls our own API with a token of the standard flows, and what it lets them do now. */
export interface ApiCaller {
  /** As whom; `undefined` for a client that is a subject of its own. */
  userId: string | undefined;
  clientId: string;
  /** The client's own limit. */
  requestsPerMinute: number | undefined;
  /** As granted, separated by spaces. */
  scope: string;
  authority: Authority;
  /**
   * Whether what is the user's own is within reach. Not for a service that is limited to teams: who
   * administers these may have set it up, and is nobody to the rest of the user's life.
   */
  reachesOwn: boolean;
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
    requestsPerMinute: client.requestsPerMinute,
    scope: token.scope,
    authority: {
      everywhere: await everywhere(deps, client, { userId, value, token }),
      teams: new Map(token.teams.map(({ id, permissions }) => [id, permissions])),
    },
    reachesOwn: client.type === 'app' || !isLimited(client),
    keyThumbprint: token.cnf?.jkt,
    corsOrigins: client.type === 'app' ? client.corsOrigins : [],
  };
}

const isLimited = ({ teamRestriction: { teamIds, organizationIds } }: OAuthClient): boolean =>
  teamIds.length + organizationIds.length > 0;

/**
 * Only of a token that counts in all teams, those that are yet to come too: one of an unrestricted service
 * client, or of a client of the product's own to which its user gave every team that there was.
 */
async function everywhere(
  { storage: { stores }, clock }: { storage: Storage; clock: Clock },
  client: OAuthClient,
  {
    userId,
    value,
    token,
  }: { userId: string | undefined; value: string; token: OAuthTokenIntrospection },
): Promise<string[]> {
  if (userId === undefined || isLimited(client)) return [];
  if (client.type === 'app') {
    if (!isBuiltIn(client.id)) return [];
    const stored = await findStoredToken(stores, value, clock());
    if (!stored || !(await coversAllTeams(stores, stored, token))) return [];
  }
  return narrowPermissions(await stores.directory.permissionsEverywhere(userId), token.scope);
}

/** All that there were when consent was given: a team that was added later was not there to be chosen. */
async function coversAllTeams(
  { directory, oauthArtifacts }: Stores,
  { artifact: { grantKey } }: StoredToken,
  { teams }: OAuthTokenIntrospection,
): Promise<boolean> {
  const grant = grantKey === undefined ? undefined : await oauthArtifacts.find('Grant', grantKey);
  if (!grant) return false;
  // Written by the engine's adapter; seconds.
  const { iat } = JSON.parse(grant.payload) as { iat?: unknown };
  const given = typeof iat === 'number' ? (iat + 1) * 1000 : 0;
  const chosen = new Set(teams.map(({ id }) => id));
  const all = await directory.listTeams();
  return all.every(({ id, createdAt }) => chosen.has(id) || createdAt >= given);
}
