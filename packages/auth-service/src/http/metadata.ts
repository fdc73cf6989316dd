import {
  type AuthorizationServerMetadata,
  CHALLENGE_CODE_GRANT_TYPE,
  PATHS,
} from '@casement/server-sdk/contract';
import type { RequestHandler } from 'express';
import { CLIENT_ASSERTION_ALGORITHMS } from '../domain/client/client-public-key.ts';
import type { SigningKeySet } from '../domain/signing-key/signing-key-set.ts';

/** Seconds. */
const PUBLIC_MAX_AGE = 'public, max-age=300';

/** Authorization-server metadata (RFC 8414 §2), with our own members for our own endpoints. */
export function metadataHandler(issuer: string): RequestHandler {
  const metadata: AuthorizationServerMetadata & Record<string, unknown> = {
    issuer,
    jwks_uri: issuer + PATHS.jwks,
    token_endpoint: issuer + PATHS.token,
    // Frames are public clients here: the challenge code and the proof are their credentials.
    token_endpoint_auth_methods_supported: ['none'],
    grant_types_supported: [CHALLENGE_CODE_GRANT_TYPE],
    response_types_supported: [],
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
    revocation_endpoint: issuer + PATHS.tokenRevocation,
    revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt'],
    revocation_endpoint_auth_signing_alg_values_supported: [...CLIENT_ASSERTION_ALGORITHMS],
    introspection_endpoint: issuer + PATHS.introspection,
    introspection_endpoint_auth_methods_supported: ['client_secret_basic'],
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
