import {
  type AuthorizationServerMetadata,
  CHALLENGE_CODE_GRANT_TYPE,
  PATHS,
} from '@casement/server-sdk/contract';
import type { RequestHandler } from 'express';
import { CLIENT_ASSERTION_ALGORITHMS } from '../domain/client/client-public-key.ts';
import { DEVICE_GRANT } from '../domain/client/oauth-client.ts';
import type { RegistrationMode } from '../domain/registration/registration-mode.ts';
import { SCOPES } from '../domain/scope/scope.ts';
import type { SigningKeySet } from '../domain/signing-key/signing-key-set.ts';

/** How a client of the standard flows proves who it is. */
const CLIENT_AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'];

/** What userinfo may tell (OpenID Connect Core §5.1), beside the protocol's own claims. */
const CLAIM_NAMES = ['sub', 'name', 'email', 'teams', 'roles', 'memberships'];

/** Seconds. */
const PUBLIC_MAX_AGE = 'public, max-age=300';

/**
 * Authorization-server metadata (RFC 8414 §2), with our own members for our own endpoints. The same at
 * both well-known addresses.
 */
export function metadataHandler(issuer: string, registration: RegistrationMode): RequestHandler {
  const metadata: AuthorizationServerMetadata & Record<string, unknown> = {
    issuer,
    jwks_uri: issuer + PATHS.jwks,
    authorization_endpoint: issuer + PATHS.authorization,
    // RFC 9207 §3: against mix-up, clients compare it.
    authorization_response_iss_parameter_supported: true,
    pushed_authorization_request_endpoint: issuer + PATHS.pushedAuthorization,
    userinfo_endpoint: issuer + PATHS.userinfo,
    claims_supported: ['iss', 'aud', 'exp', 'iat', 'auth_time', 'nonce', ...CLAIM_NAMES],
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: ['ES256'],
    subject_types_supported: ['public'],
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'form_post'],
    token_endpoint: issuer + PATHS.oauthToken,
    token_endpoint_auth_methods_supported: [...CLIENT_AUTH_METHODS, 'none'],
    token_endpoint_auth_signing_alg_values_supported: [...CLIENT_ASSERTION_ALGORITHMS],
    device_authorization_endpoint: issuer + PATHS.deviceAuthorization,
    ...(registration === 'off' ? {} : { registration_endpoint: issuer + PATHS.registration }),
    end_session_endpoint: issuer + PATHS.logout,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    grant_types_supported: [
      'authorization_code',
      'refresh_token',
      'client_credentials',
      DEVICE_GRANT,
    ],
    scopes_supported: [...SCOPES],
    revocation_endpoint: issuer + PATHS.tokenRevocation,
    revocation_endpoint_auth_methods_supported: [...CLIENT_AUTH_METHODS, 'none'],
    revocation_endpoint_auth_signing_alg_values_supported: [...CLIENT_ASSERTION_ALGORITHMS],
    // Frames are public clients there: the challenge code and the proof are their credentials.
    embedded_token_endpoint: issuer + PATHS.token,
    embedded_token_endpoint_auth_methods_supported: ['none'],
    embedded_grant_types_supported: [CHALLENGE_CODE_GRANT_TYPE],
    dpop_signing_alg_values_supported: ['ES256'],
    challenge_code_endpoint: issuer + PATHS.challengeCodes,
    challenge_code_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt'],
    challenge_code_endpoint_auth_signing_alg_values_supported: [...CLIENT_ASSERTION_ALGORITHMS],
    frame_policy_endpoint: issuer + PATHS.framePolicy,
    session_revocation_endpoint: issuer + PATHS.sessionRevocation,
    session_revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt'],
    session_revocation_endpoint_auth_signing_alg_values_supported: [...CLIENT_ASSERTION_ALGORITHMS],
    security_events_endpoint: issuer + PATHS.securityEvents,
    security_events_endpoint_auth_methods_supported: ['client_secret_basic'],
    introspection_endpoint: issuer + PATHS.introspection,
    introspection_endpoint_auth_methods_supported: CLIENT_AUTH_METHODS,
    introspection_endpoint_auth_signing_alg_values_supported: [...CLIENT_ASSERTION_ALGORITHMS],
  };
  return (_request, response) => {
    response.set('Cache-Control', PUBLIC_MAX_AGE).json(metadata);
  };
}

/**
 * The public signing keys (RFC 7517 §5): the one that signs, the next one, and retired ones until their
 * tokens are gone. In no cache: a key that is withdrawn must not live on in a proxy.
 */
export function jwksHandler(signingKeys: Pick<SigningKeySet, 'published'>): RequestHandler {
  return async (_request, response) => {
    const keys = await signingKeys.published();
    response.set('Cache-Control', 'no-cache').type('application/jwk-set+json').json({ keys });
  };
}
