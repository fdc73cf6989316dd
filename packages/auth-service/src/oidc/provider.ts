import { PATHS } from '@casement/server-sdk/contract';
import { decodeJwt } from 'jose';
import Provider, {
  type Configuration,
  errors,
  type JWK,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import type { Logger } from 'pino';
import { CLIENT_ASSERTION_MAX_LIFETIME } from '../domain/client/client-assertion.ts';
import {
  type AuthenticationDependencies,
  checkSecret,
} from '../domain/client/client-authentication.ts';
import { CLIENT_ASSERTION_ALGORITHMS } from '../domain/client/client-public-key.ts';
import { DEVICE_GRANT } from '../domain/client/oauth-client.ts';
import { toSeconds } from '../domain/clock.ts';
import { isScope, SCOPES } from '../domain/scope/scope.ts';
import { oidcAdapter } from './adapter.ts';
import { DEVICE_CODE_LIFETIME, sayPollingInterval } from './device-flow.ts';
import { SETTINGS_PROPERTY, settingsOf } from './engine-client.ts';

export interface EngineDependencies extends Pick<AuthenticationDependencies, 'storage' | 'clock'> {
  issuer: string;
  /** Private halves, the one that signs first. */
  signingKeys: readonly JWK[];
  /** Sign the cookies. */
  cookieKeys: readonly string[];
  logger: Logger;
}

/**
 * The engine of the standard flows (oidc-provider), on our stores and with our rules. Its keys are fixed
 * once it is made; other keys take another engine.
 */
export function createProvider(deps: EngineDependencies): Provider {
  const provider = new Provider(deps.issuer, configuration(deps));
  // Addresses come from the issuer; see `engine.ts`.
  provider.proxy = true;
  compareSecretsOurselves(provider, deps);
  refuseGrantsByTheRfc(provider);
  rememberReplaysOnce(provider, deps);
  sayPollingInterval(provider);
  provider.on('server_error', (_ctx, error) => {
    const { name, message, stack } = error;
    deps.logger.error({ err: { name, message, stack } }, 'the engine failed');
  });
  return provider;
}

function configuration({ signingKeys, cookieKeys, ...deps }: EngineDependencies): Configuration {
  return {
    adapter: oidcAdapter(deps),
    assertJwtClientAuthClaimsAndHeader: (_ctx, { exp }) => {
      // It is remembered for as long as it lives.
      const limit = toSeconds(deps.clock()) + CLIENT_ASSERTION_MAX_LIFETIME;
      if (typeof exp !== 'number' || exp > limit) throw new errors.InvalidClientAuth();
    },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    clientBasedCORS: (_ctx, origin, client) => settingsOf(client).corsOrigins.includes(origin),
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    cookies: { keys: cookieKeys },
    enabledJWA: {
      clientAuthSigningAlgValues: [...CLIENT_ASSERTION_ALGORITHMS],
      dPoPSigningAlgValues: ['ES256'],
      idTokenSigningAlgValues: ['ES256'],
    },
    extraClientMetadata: { properties: [SETTINGS_PROPERTY] },
    features: {
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: true },
      // Our own: they know the dashboards' tokens and applications too.
      introspection: { enabled: false },
      revocation: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    findAccount: () => undefined,
    jwks: { keys: [...signingKeys] },
    pkce: { required: () => true },
    responseTypes: ['code'],
    routes: {
      token: PATHS.oauthToken,
      jwks: PATHS.jwks,
      device_authorization: PATHS.deviceAuthorization,
      code_verification: PATHS.device,
    },
    scopes: [...SCOPES],
    ttl: {
      DeviceCode: DEVICE_CODE_LIFETIME,
      ClientCredentials: (_ctx, _token, client) => settingsOf(client).accessTokenLifetime,
    },
  };
}

/** Several secrets of a client may be live, each with its own end, and only hashes are kept. */
function compareSecretsOurselves(
  provider: Provider,
  deps: Pick<EngineDependencies, 'storage' | 'clock'>,
): void {
  provider.Client.prototype.compareClientSecret = function compare(actual: string) {
    return checkSecret(deps, this.clientId, actual);
  };
}

/**
 * Where the engine is laxer than the RFCs, or says something else: a grant that the client does not have
 * is `unauthorized_client` (RFC 6749 §5.2), an unknown scope `invalid_scope` and not left out. A client
 * that asks for no scope gets all of its own (RFC 6749 §3.3).
 */
function refuseGrantsByTheRfc(provider: Provider): void {
  const { grantTypeAllowed } = provider.Client.prototype;
  provider.Client.prototype.grantTypeAllowed = function allowed(type: string) {
    const has = grantTypeAllowed.call(this, type);
    const oidc = Provider.ctx?.oidc;
    if (!oidc?.params || grantAskedFor(oidc) !== type) return has;
    if (!has) {
      throw new errors.UnauthorizedClient(`this client does not have the grant type ${type}`);
    }
    const { scope } = oidc.params;
    const unknown =
      typeof scope === 'string' ? scope.split(' ').find((name) => !isScope(name)) : undefined;
    if (unknown !== undefined) throw new errors.InvalidScope('unknown scope', unknown);
    if (SCOPE_BY_DEFAULT.includes(type)) oidc.params.scope ??= this.scope;
    return true;
  };
}

/** Grants that take their scope from this request, and not from one before. */
const SCOPE_BY_DEFAULT: readonly string[] = ['client_credentials', DEVICE_GRANT];

/** The grant that a request is about, at the endpoints that authenticate its client. */
function grantAskedFor({ route, params }: KoaContextWithOIDC['oidc']): unknown {
  if (route === 'device_authorization') return DEVICE_GRANT;
  return route === 'token' ? params?.grant_type : undefined;
}

/**
 * The engine looks for a `jti` and then saves it, so that of two at once both would pass. Ours is one
 * statement, in the table that the other endpoints use too: an assertion is good for one of them.
 */
function rememberReplaysOnce(
  provider: Provider,
  { storage }: Pick<EngineDependencies, 'storage'>,
): void {
  provider.ReplayDetection.unique = async (issuer, jti, expiresAt) => {
    const { clients } = storage.stores;
    if (await clients.rememberAssertion(issuer, jti, expiresAt * 1000)) return true;
    // RFC 9449 §5 has a code of its own for a proof.
    if (jtiOf(Provider.ctx?.get('DPoP')) === jti) {
      throw new errors.InvalidDpopProof('this jti was used before: make a new proof');
    }
    return false;
  };
}

function jtiOf(proof: string | undefined): string | undefined {
  try {
    return proof ? decodeJwt(proof).jti : undefined;
  } catch {
    return undefined;
  }
}
