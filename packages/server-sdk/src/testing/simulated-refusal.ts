import type { WireErrorCode } from '../contract/index.ts';
import type { Answer } from './simulated-server.ts';

const STATUS: Partial<Record<WireErrorCode, number>> = {
  invalid_client: 401,
  client_disabled: 403,
  origin_not_allowed: 403,
  session_revoked: 403,
  not_found: 404,
};

/** The auth service's own refusal, with the status that the protocol gives it. */
export function refusal(error: WireErrorCode, description: string): Answer {
  return {
    status: STATUS[error] ?? 400,
    headers: error === 'invalid_client' ? { 'www-authenticate': 'Basic' } : undefined,
    body: { error, error_description: description },
  };
}
