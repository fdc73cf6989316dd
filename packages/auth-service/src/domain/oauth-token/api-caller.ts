import type { Authority } from '../authority/authority.ts';
import { isBuiltIn } from '../client/built-in-client-ids.ts';
import type { OAuthClient } from '../client/oauth-client.ts';
import type { Clock } from '../clock.ts';
import { narrowPermissions } from '../scope/narrow-permissions.ts';
import type { Storage } from '../storage.ts';
import { introspectOAuthToken } from './introspect-oauth-token.ts';
import { findStoredToken } from './stored-token.ts';

/** Who calls our own API with a token of the standard flows, and what it lets them do now. */
export interface ApiCaller {
  /** As whom; `undefined` for a client that is a subject of its own. */
  userId: string | undefined;
  clientId: string;
  /** The client's own limit. */
  requestsPerMinute: number | undefined;
  /** As granted, separated by spaces. */
  scope: string;
  /** Whether the token counts in all teams, those that are made later too. */
  allTeams: boolean;
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
  const allTeams = await countsInAllTeams(deps, client, value);
  const everywhere =
    userId !== undefined && allTeams && mayCountEverywhere(client)
      ? await stores.directory.permissionsEverywhere(userId)
      : [];
  return {
    userId,
    clientId: client.id,
    requestsPerMinute: client.requestsPerMinute,
    scope: token.scope,
    allTeams,
    authority: {
      everywhere: narrowPermissions(everywhere, token.scope),
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
 * Whether a token counts in all teams, those that are made later too: one of an unrestricted service client,
 * or of an unrestricted app whose user chose so in these words.
 */
async function countsInAllTeams(
  { storage: { stores }, clock }: { storage: Storage; clock: Clock },
  client: OAuthClient,
  value: string,
): Promise<boolean> {
  if (isLimited(client)) return false;
  if (client.type === 'service') return client.userId !== undefined;
  const grantKey = (await findStoredToken(stores, value, clock()))?.artifact.grantKey;
  if (grantKey === undefined) return false;
  return (await stores.consents.chosenTeams([grantKey])).get(grantKey) === 'all';
}

/** Of others' applications nobody may do what counts everywhere, whatever they were given. */
const mayCountEverywhere = ({ type, id }: OAuthClient): boolean =>
  type === 'service' || isBuiltIn(id);
