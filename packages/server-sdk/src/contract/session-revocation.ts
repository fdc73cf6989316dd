/**
 * Body of `POST {issuer}/embed/sessions/revoke`: exactly one of `session_id` and `user`. Unknown
 * fields are refused.
 */
export interface SessionRevocationRequest {
  /** One session of the client. */
  session_id?: string | undefined;
  /** Every session of the client that acts as this user. */
  user?: { email: string } | undefined;
  /** `private_key_jwt` only (RFC 7523 §2.2), as at the mint. */
  client_assertion_type?: string | undefined;
  client_assertion?: string | undefined;
}

/** 200 answer. */
export interface SessionRevocationResponse {
  /** How many sessions ended; 0 for a session or user that the client does not have. */
  revoked: number;
}

/** Whether a parsed body is the answer to a revocation. */
export function isSessionRevocationResponse(value: unknown): value is SessionRevocationResponse {
  return (
    typeof value === 'object' &&
    value !== null &&
    'revoked' in value &&
    Number.isSafeInteger(value.revoked)
  );
}
