import type { LockedParameters } from './locked-parameters.ts';

/** The grant type of `POST {issuer}/embed/token` (an extension grant, RFC 6749 §4.5). */
export const CHALLENGE_CODE_GRANT_TYPE = 'urn:casement:oauth:grant-type:challenge-code';

/** Form fields of `POST {issuer}/embed/token`. */
export interface TokenRequest {
  grant_type: typeof CHALLENGE_CODE_GRANT_TYPE;
  client_id: string;
  challenge_code: string;
  /** The origin that the frame saw on the handshake with its host. */
  embedder_origin: string;
  /** Continues that session; only with the key it was started with. */
  session_id?: string | undefined;
}

/** 200 answer of the exchange. */
export interface TokenResponse {
  /** JWT (RFC 9068), bound to the frame's key. */
  access_token: string;
  token_type: 'DPoP';
  /** Seconds from receipt. */
  expires_in: number;
  /** Seconds from receipt at which to renew; drawn by the server so that frames spread out. */
  renew_in: number;
  session_id: string;
  user: { id: string; email: string; name: string };
  team: { id: string; name: string };
  permissions: string[];
  parameters: LockedParameters;
}

/** Payload of the access token (RFC 9068 `at+jwt`, ES256). */
export interface AccessTokenClaims {
  iss: string;
  aud: string;
  /** User ID. */
  sub: string;
  client_id: string;
  /** Seconds since the epoch. */
  iat: number;
  exp: number;
  jti: string;
  /** Embedded session ID. */
  sid: string;
  team_id: string;
  /** The permissions once more, joined by spaces (RFC 9068 §2.2.3). */
  scope: string;
  permissions: string[];
  /** RFC 9449 §6.1. */
  cnf: { jkt: string };
  /** The embedder origin. */
  origin: string;
  params: LockedParameters;
}

/** Whether a parsed body is a token answer that a frame can live on. */
export function isTokenResponse(value: unknown): value is TokenResponse {
  if (typeof value !== 'object' || value === null) return false;
  const body = value as Partial<Record<keyof TokenResponse, unknown>>;
  return (
    typeof body.access_token === 'string' &&
    body.token_type === 'DPoP' &&
    typeof body.expires_in === 'number' &&
    body.expires_in > 0 &&
    typeof body.renew_in === 'number' &&
    body.renew_in > 0 &&
    typeof body.session_id === 'string' &&
    Array.isArray(body.permissions)
  );
}
