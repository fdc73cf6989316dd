import { isWireErrorCode, type WireErrorCode } from '@casement/server-sdk/contract';

/** What the standard flows refuse with beside our own wire's codes: a closed set, for logs and metrics. */
const OAUTH_ERROR_CODES = [
  'access_denied',
  'authorization_pending',
  'consent_required',
  'expired_token',
  'interaction_required',
  'invalid_redirect_uri',
  'invalid_request_uri',
  'invalid_scope',
  'request_not_supported',
  'request_uri_not_supported',
  'unsupported_response_mode',
  'unsupported_response_type',
] as const;

export type RefusalCode = WireErrorCode | (typeof OAUTH_ERROR_CODES)[number];

export const isRefusalCode = (value: unknown): value is RefusalCode =>
  isWireErrorCode(value) || (OAUTH_ERROR_CODES as readonly unknown[]).includes(value);
