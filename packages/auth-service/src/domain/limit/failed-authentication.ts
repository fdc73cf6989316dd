import { DomainError } from '../errors.ts';
import { addressKey } from './address-key.ts';
import type { Limits } from './limits.ts';

export interface AuthenticationAttempt {
  /** As presented, proven by nothing yet. */
  clientId: string;
  address: string;
}

/**
 * Runs an attempt at client authentication unless too many failed before: per client ID *and*
 * address, so that nobody can lock a client out from elsewhere, and per address, so that nobody gets
 * around that by naming ever other clients. Known and unknown clients count alike.
 *
 * @throws DomainError `slow_down` before the attempt, or whatever the attempt throws
 */
export async function limitFailedAuthentication<T>(
  limits: Limits,
  { clientId, address }: AuthenticationAttempt,
  attempt: () => Promise<T>,
): Promise<T> {
  const network = addressKey(address);
  const pair = `${network} ${clientId}`;
  await limits.refuseUsedUp('authentication_failures_per_address', network);
  await limits.refuseUsedUp('authentication_failures_per_client_and_address', pair);
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof DomainError && error.code === 'invalid_client') {
      await limits.count('authentication_failures_per_address', network);
      await limits.count('authentication_failures_per_client_and_address', pair);
    }
    throw error;
  }
}
