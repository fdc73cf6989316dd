import { normalizeEmail } from '../directory/email.ts';
import { addressKey } from '../limit/address-key.ts';
import type { LimitName, Limits } from '../limit/limits.ts';
import { hashCredential } from '../opaque-credential.ts';
import type { SignInResult } from './sign-in-result.ts';

export interface SignInAttempt {
  email: string;
  address: string;
}

/**
 * Runs an attempt unless too many failed before, for the account, from the address, or both. An attempt is
 * counted before it is made and given back if it was right, so that of many at once no more are tried
 * than of one after the other.
 *
 * @throws DomainError `slow_down` before the attempt
 */
export async function throttleSignIn(
  limits: Limits,
  { email, address }: SignInAttempt,
  attempt: () => Promise<SignInResult>,
): Promise<SignInResult> {
  const network = addressKey(address);
  // Counters keep keys: this one names nobody, and has a length of its own.
  const account = hashCredential(normalizeEmail(email));
  const counted: readonly [LimitName, string][] = [
    // First, so that one who guesses from one place locks nobody out elsewhere.
    ['sign_in_failures_per_account_and_address', `${network} ${account}`],
    ['sign_in_failures_per_account', account],
    ['sign_in_failures_per_address', network],
  ];
  // All are looked at first: what is refused anyway uses up nothing of the others.
  for (const [name, key] of counted) await limits.refuseUsedUp(name, key);
  for (const [name, key] of counted) await limits.take(name, key);
  const result = await attempt();
  if (result.outcome === 'signed_in') {
    for (const [name, key] of counted) await limits.giveBack(name, key);
  }
  return result;
}
