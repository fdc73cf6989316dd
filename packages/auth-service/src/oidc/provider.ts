import { PATHS } from '@casement/server-sdk/contract';
import { decodeJwt } from 'jose';
import Provider, { type Configuration, errors, type JWK } from 'oidc-provider';
import type { Logger } from 'pino';
import { CLIENT_ASSERTION_MAX_LIFETIME } from '../domain/client/client-assertion.ts';
import type { AuthenticationDependencies } from '../domain/client/client-authentication.ts';
import { CLIENT_ASSERTION_ALGORITHMS } from '../domain/client/client-public-key.ts';
import { toSeconds } from '../domain/clock.ts';
import type { LocateAddress } from '../domain/location/locate-address.ts';
import { SCOPES } from '../domain/scope/scope.ts';
import type { SigningKeySet } from '../domain/signing-key/signing-key-set.ts';
import { interactionPath } from '../http/interaction/interaction-path.ts';
import { accountFinder, CLAIMS } from './account.ts';
import { oidcAdapter } from './adapter.ts';
import { cookies } from './cookies.ts';
import { resumeUnfinishedCodes, sayPollingInterval } from './device-flow.ts';
import { deviceFlow } from './device-pages.ts';
import { SETTINGS_PROPERTY, settingsOf } from './engine-client.ts';
import { loadExistingGrant } from './existing-grant.ts';
import { findClientsOurselves } from './find-clients.ts';
import { acceptHintsOfRetiredKeys } from './id-token-hint.ts';
import { policy } from './interaction-policy.ts';
import { LIFETIMES } from './lifetimes.ts';
import { LimitedProvider } from './limited-provider.ts';
import { rpInitiatedLogout } from './logout.ts';
import { noteBackchannelLogouts } from './logout-notices.ts';
import { noteClientUse } from './note-client-use.ts';
import { issueWithinPresentRights } from './present-rights.ts';
import { refreshTokens } from './refresh-tokens.ts';
import { refuseByTheRfc } from './refusals.ts';
import { renderError } from './render-error.ts';

export interface EngineDependencies
  extends Pick<AuthenticationDependencies, 'storage' | 'clock' | 'limits'> {
  issuer: string;
  locate: LocateAddress;
  /** Private halves, the one that signs first. */
  signingKeys: readonly JWK[];
  /** Sign the cookies. */
  cookieKeys: readonly string[];
  /** The same keys, and those that have retired. */
  keySet: Pick<SigningKeySet, 'active' | 'find'>;
  logger: Logger;
  /** Calls clients' servers. */
  fetch: NonNullable<Configuration['fetch']>;
}

/**
 * The engine of the standard flows (oidc-provider), on our stores and with our rules. Its keys are fixed
 * once it is made; other keys take another engine.
 */
export function createProvider(deps: EngineDependencies): Provider {
  const provider = new LimitedProvider(deps.issuer, configuration(deps), deps.limits);
  // Addresses come from the issuer; see `engine.ts`.
  provider.proxy = true;
  findClientsOurselves(provider, deps);
  refuseByTheRfc(provider);
  issueWithinPresentRights(provider);
  rememberReplaysOnce(provider, deps);
  sayPollingInterval(provider);
  resumeUnfinishedCodes(provider);
  acceptHintsOfRetiredKeys(provider, deps.keySet);
  noteBackchannelLogouts(provider, deps);
  noteClientUse(provider, deps);
  provider.on('server_error', (_ctx, error) => {
    const { name, message, stack } = error;
    deps.logger.error({ err: { name, message, stack } }, 'the engine failed');
  });
  return provider;
}

function configuration({ signingKeys, cookieKeys, ...deps }: EngineDependencies): Configuration {
  const { stores } = deps.storage;
  return {
    ...refreshTokens,
    adapter: oidcAdapter(deps),
    assertJwtClientAuthClaimsAndHeader: (_ctx, { exp }) => {
      // It is remembered for as long as it lives.
      const limit = toSeconds(deps.clock()) + CLIENT_ASSERTION_MAX_LIFETIME;
      if (typeof exp !== 'number' || exp > limit) throw new errors.InvalidClientAuth();
    },
    claims: CLAIMS,
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    // The issuer's own pages are nobody from elsewhere, though browsers name their origin too.
    clientBasedCORS: (_ctx, origin, client) =>
      origin === new URL(deps.issuer).origin || settingsOf(client).corsOrigins.includes(origin),
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    cookies: cookies(deps.issuer, cookieKeys),
    enabledJWA: {
      clientAuthSigningAlgValues: [...CLIENT_ASSERTION_ALGORITHMS],
      dPoPSigningAlgValues: ['ES256'],
      idTokenSigningAlgValues: ['ES256'],
    },
    extraClientMetadata: { properties: [SETTINGS_PROPERTY] },
    features: {
      backchannelLogout: { enabled: true },
      clientCredentials: { enabled: true },
      deviceFlow: deviceFlow(stores, deps.locate),
      devInteractions: { enabled: false },
      dPoP: { enabled: true },
      // Our own: they know the dashboards' tokens and applications too.
      introspection: { enabled: false },
      revocation: { enabled: false },
      pushedAuthorizationRequests: { enabled: true },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: rpInitiatedLogout(stores),
      userinfo: { enabled: true },
    },
    fetch: deps.fetch,
    findAccount: accountFinder(stores),
    interactions: {
      policy: policy(stores),
      url: (_ctx, { uid }) => interactionPath(uid),
    },
    jwks: { keys: [...signingKeys] },
    loadExistingGrant,
    pkce: { required: () => true },
    renderError,
    responseTypes: ['code'],
    routes: {
      authorization: PATHS.authorization,
      code_verification: PATHS.device,
      device_authorization: PATHS.deviceAuthorization,
      end_session: PATHS.logout,
      jwks: PATHS.jwks,
      pushed_authorization_request: PATHS.pushedAuthorization,
      token: PATHS.oauthToken,
      userinfo: PATHS.userinfo,
    },
    scopes: [...SCOPES],
    ttl: LIFETIMES,
  };
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
