/** Refusals of the auth service and of the portal backend (protocol sections 3 and 4). */
export const REFUSAL_CODES = [
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

export type RefusalCode = (typeof REFUSAL_CODES)[number];
