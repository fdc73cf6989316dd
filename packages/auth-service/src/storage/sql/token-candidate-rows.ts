import type { AppClient } from '../../domain/client/oauth-client.ts';
import type { FlowClient } from '../../domain/oauth-token/token-candidate.ts';
import type { Scope } from '../../domain/scope/scope.ts';
import type { ClientRow, OAuthClientRow } from './schema/client-tables.ts';

/**
 * The columns that a {@link FlowClient} is made of. Its maker sees no other, and the fingerprint that
 * tells whether one has changed is made of the same.
 */
export const FLOW_COLUMNS = [
  'clients.type',
  'clients.name',
  'clients.status',
  'clients.access_token_lifetime',
  'clients.requests_per_minute',
  'oauth_clients.scopes',
  'oauth_clients.confidential',
  'oauth_clients.platform',
  'oauth_clients.grant_types',
  'oauth_clients.redirect_uris',
  'oauth_clients.post_logout_redirect_uris',
  'oauth_clients.backchannel_logout_uri',
  'oauth_clients.refresh_token',
  'oauth_clients.refresh_token_lifetime',
  'oauth_clients.refresh_grace',
] as const;

type ColumnOf<Table extends string> =
  Extract<(typeof FLOW_COLUMNS)[number], `${Table}.${string}`> extends `${Table}.${infer Column}`
    ? Column
    : never;

export type FlowClientRow = Pick<ClientRow, ColumnOf<'clients'>> &
  Pick<OAuthClientRow, ColumnOf<'oauth_clients'>>;

/** The casts hold because management is the only writer. */
export function toFlowClient(id: string, row: FlowClientRow, corsOrigins: string[]): FlowClient {
  const base = {
    id,
    name: row.name,
    status: row.status,
    accessTokenLifetime: row.access_token_lifetime,
    requestsPerMinute: row.requests_per_minute ?? undefined,
    scopes: JSON.parse(row.scopes) as Scope[],
  };
  if (row.type === 'service') return { type: 'service', ...base };
  return {
    type: 'app',
    ...base,
    confidential: row.confidential === 1,
    platform: row.platform,
    grantTypes: JSON.parse(row.grant_types) as AppClient['grantTypes'],
    redirectUris: JSON.parse(row.redirect_uris) as string[],
    postLogoutRedirectUris: JSON.parse(row.post_logout_redirect_uris) as string[],
    backchannelLogoutUri: row.backchannel_logout_uri ?? undefined,
    corsOrigins,
    refreshToken: row.refresh_token === 1,
    refreshTokenLifetime: row.refresh_token_lifetime,
    refreshGrace: row.refresh_grace,
  };
}
