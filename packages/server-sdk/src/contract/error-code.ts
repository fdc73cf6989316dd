/**
 * The closed set of `error` values that Casement's HTTP endpoints answer with. `/oauth2/token` alone, of
 * the standard flows, also answers what else its RFCs have, such as `invalid_scope`.
 * The codes are public interface; the descriptions beside them may change.
 *
 * Where a code exists in an RFC it has that RFC's meaning: `invalid_client`, `invalid_request`,
 * `invalid_grant`, `unauthorized_client`, `unsupported_grant_type` (RFC 6749 §5.2),
 * `invalid_dpop_proof` (RFC 9449 §5), `invalid_token`, `insufficient_scope` (RFC 6750 §3.1),
 * `slow_down` (RFC 8628 §3.5), `login_required` (OpenID Connect Core §3.1.2.6): the portal's own user
 * is not signed in, so its page has to sign in again before a code can be minted.
 */
export const WIRE_ERROR_CODES = [
  'invalid_request',
  'invalid_client',
  'unauthorized_client',
  'client_disabled',
  'origin_not_allowed',
  'user_required',
  'user_not_permitted',
  'user_not_eligible',
  'invalid_grant',
  'unsupported_grant_type',
  'invalid_dpop_proof',
  'session_revoked',
  'login_required',
  'slow_down',
  'invalid_token',
  'insufficient_scope',
  'not_found',
  'method_not_allowed',
  'temporarily_unavailable',
  'server_error',
] as const;

export type WireErrorCode = (typeof WIRE_ERROR_CODES)[number];

/** One fault in a request, by the path of the field. */
export interface FieldFault {
  /** Dotted path of the field, for example `user.email`; empty for the body as a whole. */
  path: string;
  /** The rule, and what to do. */
  message: string;
}

/** Every refusal of every endpoint has this body. */
export interface ErrorBody {
  error: WireErrorCode;
  /** Names the field, the rule and what to do; never a secret. */
  error_description: string;
  /** Only with `invalid_request`: each fault by its field. */
  errors?: FieldFault[];
}

/** Whether a value is one of the closed set of error codes. */
export function isWireErrorCode(value: unknown): value is WireErrorCode {
  return (WIRE_ERROR_CODES as readonly unknown[]).includes(value);
}

/** Whether a parsed body is a Casement refusal; false for a proxy's HTML page or another product's JSON. */
export function isErrorBody(value: unknown): value is ErrorBody {
  return (
    typeof value === 'object' && value !== null && 'error' in value && isWireErrorCode(value.error)
  );
}
