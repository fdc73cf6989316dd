import {
  type AuthorizationServerMetadata,
  CHALLENGE_CODE_GRANT_TYPE,
  PATHS,
} from '@casement/server-sdk/contract';
import type { RequestHandler } from 'express';
import type { JWK } from 'jose';
import { CLIENT_ASSERTION_ALGORITHMS } from '../domain/client/client-public-key.ts';

/** Seconds; a new signing key is published long before it signs. */
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
    introspection_endpoint: issuer + PATHS.introspection,
    introspection_endpoint_auth_methods_supported: ['client_secret_basic'],
  };
  return (_request, response) => {
    response.set('Cache-Control', PUBLIC_MAX_AGE).json(metadata);
  };
}

/** The public signing keys (RFC 7517 §5). */
export function jwksHandler(keys: readonly JWK[]): RequestHandler {
  return (_request, response) => {
    response.set('Cache-Control', PUBLIC_MAX_AGE).type('application/jwk-set+json').json({ keys });
  };
}
