import type {
  AppClient,
  ClientRole,
  OAuthClient,
  OAuthClientBase,
  TeamRestriction,
} from '../../domain/client/oauth-client.ts';
import type { Scope } from '../../domain/scope/scope.ts';
import { toClientBase } from './client-rows.ts';
import type { ClientRow, OAuthClientRow } from './schema/client-tables.ts';

/** What an app or service client has in tables of their own. */
export interface OAuthClientLists {
  corsOrigins: string[];
  teamRestriction: TeamRestriction;
  roles: ClientRole[];
}

/** The casts hold because {@link toOAuthClientRow} is the only writer. */
export function toOAuthClient(
  row: ClientRow,
  details: OAuthClientRow,
  { corsOrigins, teamRestriction, roles }: OAuthClientLists,
): OAuthClient {
  const base: OAuthClientBase = {
    ...toClientBase(row),
    accessPreset: details.access_preset,
    scopes: JSON.parse(details.scopes) as Scope[],
    teamRestriction,
  };
  if (row.type === 'service') {
    return { type: 'service', ...base, userId: details.user_id ?? undefined, roles };
  }
  return {
    type: 'app',
    ...base,
    confidential: details.confidential === 1,
    platform: details.platform,
    grantTypes: JSON.parse(details.grant_types) as AppClient['grantTypes'],
    redirectUris: JSON.parse(details.redirect_uris) as string[],
    postLogoutRedirectUris: JSON.parse(details.post_logout_redirect_uris) as string[],
    backchannelLogoutUri: details.backchannel_logout_uri ?? undefined,
    corsOrigins,
    teamSelection: details.team_selection,
    refreshToken: details.refresh_token === 1,
    refreshTokenLifetime: details.refresh_token_lifetime,
    refreshGrace: details.refresh_grace,
  };
}

export function toOAuthClientRow(client: OAuthClient): OAuthClientRow {
  const app = client.type === 'app' ? client : undefined;
  return {
    client_id: client.id,
    access_preset: client.accessPreset,
    scopes: JSON.stringify(client.scopes),
    confidential: app?.confidential === false ? 0 : 1,
    platform: app?.platform ?? 'web',
    grant_types: JSON.stringify(app?.grantTypes ?? ['client_credentials']),
    redirect_uris: JSON.stringify(app?.redirectUris ?? []),
    post_logout_redirect_uris: JSON.stringify(app?.postLogoutRedirectUris ?? []),
    backchannel_logout_uri: app?.backchannelLogoutUri ?? null,
    team_selection: app?.teamSelection ?? 'single',
    refresh_token: app?.refreshToken ? 1 : 0,
    refresh_token_lifetime: app?.refreshTokenLifetime ?? 0,
    refresh_grace: app?.refreshGrace ?? 0,
    user_id: client.type === 'service' ? (client.userId ?? null) : null,
  };
}
