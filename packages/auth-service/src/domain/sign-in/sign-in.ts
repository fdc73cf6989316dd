import { recordAudit } from '../audit/audit-store.ts';
import type { RefusalLog } from '../audit/refusal-log.ts';
import type { Clock } from '../clock.ts';
import type { User } from '../directory/directory.ts';
import { DomainError } from '../errors.ts';
import type { Limits } from '../limit/limits.ts';
import { verifyPassword } from '../password/password.ts';
import type { Storage } from '../storage.ts';
import type { SignInResult } from './sign-in-result.ts';
import { type SignInAttempt, throttleSignIn } from './throttle-sign-in.ts';

export interface SignInDependencies {
  storage: Storage;
  clock: Clock;
  limits: Limits;
  refusals: RefusalLog;
}

export interface SignInInput {
  email: string;
  password: string;
  /** Where the request comes from. */
  address: string;
}

/** Why somebody was refused: for the audit log only. */
type Reason = 'unknown_user' | 'inactive_user' | 'no_password' | 'wrong_password';

/**
 * Checks e-mail address and password. An unknown account costs the same work and gets the same answer
 * as a wrong password, and is throttled alike, so that nobody learns who has an account.
 */
export async function signIn(
  deps: SignInDependencies,
  { email, password, address }: SignInInput,
): Promise<SignInResult> {
  const { storage, clock, limits, refusals } = deps;
  const attempt: SignInAttempt = { email, address };
  try {
    return await throttleSignIn(limits, attempt, async () => {
      const checked = await check(storage, email, password);
      if ('user' in checked) {
        const { user } = checked;
        await recordAudit(storage.stores.audit, clock, {
          type: 'user.signed_in',
          actor: { type: 'user', userId: user.id },
          userId: user.id,
          subjectId: user.id,
          address,
        });
        return { outcome: 'signed_in', user };
      }
      await refusals.note({ ...anonymous(address), ...checked, type: 'user.sign_in_failed' });
      return { outcome: 'refused' };
    });
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'slow_down') throw error;
    const { reason = error.code } = error.attribution;
    await refusals.note({ ...anonymous(address), reason, type: 'limit.exceeded' });
    return { outcome: 'throttled', retryAfter: error.retryAfter ?? 1 };
  }
}

async function check(
  { stores }: Storage,
  email: string,
  password: string,
): Promise<{ user: User } | { reason: Reason; userId: string | undefined }> {
  const user = await stores.directory.findUserByEmail(email);
  // Of nobody, where there is no such user: the same steps take the same time.
  const hash = await stores.passwords.find(user?.id ?? '');
  const right = await verifyPassword(password, hash);
  if (user && right && user.status === 'active') return { user };
  return { reason: reasonOf(user, hash, right), userId: user?.id };
}

function reasonOf(user: User | undefined, hash: string | undefined, right: boolean): Reason {
  if (!user) return 'unknown_user';
  if (hash === undefined) return 'no_password';
  return right ? 'inactive_user' : 'wrong_password';
}

const anonymous = (address: string) => ({
  actor: { type: 'anonymous' as const },
  clientId: undefined,
  userId: undefined,
  sessionId: undefined,
  address,
  details: {},
});
