import { randomBytes } from 'node:crypto';
import type { AdapterPayload, Client as EngineClient } from 'oidc-provider';
import { DEVICE_GRANT } from '../domain/client/oauth-client.ts';
import type { FlowClient, TokenCandidate } from '../domain/oauth-token/token-candidate.ts';

/** What the engine carries for us with a client, under a name that no standard uses. */
export interface EngineClientSettings {
  type: FlowClient['type'];
  /** Seconds. */
  accessTokenLifetime: number;
  requestsPerMinute: number | undefined;
  /** Seconds; `undefined`: it gets no refresh tokens. */
  refreshTokenLifetime: number | undefined;
  /** Seconds. */
  refreshGrace: number;
  corsOrigins: string[];
  /** What it may ask for. */
  scopes: FlowClient['scopes'];
}

/** The one property that {@link EngineClientSettings} travel under. */
export const SETTINGS_PROPERTY = 'casement';

/**
 * The engine insists on a secret where there is one. The real ones are hashes in our own store, several
 * at a time and compared by us; this one is nobody's.
 */
const NOBODYS_SECRET = randomBytes(32).toString('base64url');

/** Grants that the engine is switched on for. */
const SUPPORTED_GRANTS: readonly string[] = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  DEVICE_GRANT,
];

/** One of our clients in the engine's words (RFC 7591 §2). */
export function toEngineClient({
  client,
  keys,
}: Pick<TokenCandidate, 'client' | 'keys'>): AdapterPayload {
  const app = client.type === 'app' ? client : undefined;
  const grants: string[] = [...(app?.grantTypes ?? ['client_credentials'])];
  if (app?.refreshToken) grants.push('refresh_token');
  const settings: EngineClientSettings = {
    type: client.type,
    accessTokenLifetime: client.accessTokenLifetime,
    requestsPerMinute: client.requestsPerMinute,
    refreshTokenLifetime: app?.refreshToken ? app.refreshTokenLifetime : undefined,
    refreshGrace: app?.refreshGrace ?? 0,
    corsOrigins: app?.corsOrigins ?? [],
    scopes: client.scopes,
  };
  return {
    client_id: client.id,
    client_name: client.name,
    application_type: app?.platform ?? 'web',
    grant_types: grants.filter((grant) => SUPPORTED_GRANTS.includes(grant)),
    response_types: app?.grantTypes.includes('authorization_code') ? ['code'] : [],
    redirect_uris: app?.redirectUris ?? [],
    post_logout_redirect_uris: app?.postLogoutRedirectUris ?? [],
    ...(app?.backchannelLogoutUri === undefined
      ? {}
      : {
          backchannel_logout_uri: app.backchannelLogoutUri,
          // Which of a user's sessions has ended, is more than that one has.
          backchannel_logout_session_required: true,
        }),
    scope: client.scopes.join(' '),
    ...authentication(client, keys),
    [SETTINGS_PROPERTY]: settings,
  };
}

/** A client with a key authenticates with it and no longer with a secret. */
function authentication(client: FlowClient, keys: TokenCandidate['keys']): AdapterPayload {
  if (client.type === 'app' && !client.confidential) return { token_endpoint_auth_method: 'none' };
  if (keys.length > 0) {
    return {
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: keys.map(({ jwk }) => ({ ...jwk })) },
    };
  }
  return { token_endpoint_auth_method: 'client_secret_basic', client_secret: NOBODYS_SECRET };
}

/** What {@link toEngineClient} put in. */
export function settingsOf(client: EngineClient): EngineClientSettings {
  return client[SETTINGS_PROPERTY] as EngineClientSettings;
}
