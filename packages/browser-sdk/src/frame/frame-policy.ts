import { isFramePolicyResponse, type PATHS } from '@casement/server-sdk/contract';
import { fail, ok, type Result } from '../result.ts';
import { askIssuer } from './issuer.ts';

const FRAME_POLICY_PATH: typeof PATHS.framePolicy = '/embed/frame-policy';

/** Asks the auth service which origins may embed that client (protocol, section 1). */
export async function fetchAllowedOrigins(
  issuer: string,
  clientId: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Result<string[]>> {
  const url = `${issuer}${FRAME_POLICY_PATH}?client_id=${encodeURIComponent(clientId)}`;
  const policy = await askIssuer(url, {}, isFramePolicyResponse, timeoutMs, signal);
  if (!policy.ok) return policy;
  const { allowed_origins: origins } = policy.value;
  return origins.length
    ? ok(origins)
    : fail('client_unavailable', `Client ${clientId} is unknown, inactive, or without origins.`);
}
