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
  attempted: AuthenticationAttempt,
  attempt: () => Promise<T>,
): Promise<T> {
  await refuseFormerFailures(limits, attempted);
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof DomainError && error.code === 'invalid_client') {
      await countFailure(limits, attempted);
    }
    throw error;
  }
}

/** As much of an attempt as is known. */
type PartialAttempt = Pick<AuthenticationAttempt, 'address'> & { clientId: string | undefined };

/**
 * The limits alone, for an attempt that is made elsewhere.
 *
 * @throws DomainError `slow_down`
 */
export async function refuseFormerFailures(limits: Limits, attempt: PartialAttempt): Promise<void> {
  const { network, pair } = keysOf(attempt);
  await limits.refuseUsedUp('authentication_failures_per_address', network);
  if (pair === undefined) return;
  await limits.refuseUsedUp('authentication_failures_per_client_and_address', pair);
}

/** Counts an attempt that has failed. */
export async function countFailure(limits: Limits, attempt: PartialAttempt): Promise<void> {
  const { network, pair } = keysOf(attempt);
  await limits.count('authentication_failures_per_address', network);
  if (pair === undefined) return;
  await limits.count('authentication_failures_per_client_and_address', pair);
}

function keysOf({ clientId, address }: PartialAttempt) {
  const network = addressKey(address);
  return { network, pair: clientId === undefined ? undefined : `${network} ${clientId}` };
}
