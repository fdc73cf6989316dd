import type { ChallengeCode } from './challenge-code.ts';

/** Everything that a redemption must match. */
export interface ChallengeCodeMatch {
  key: string;
  clientId: string;
  embedderOrigin: string;
  audience: string;
  keyThumbprint: string;
  now: number;
}

export interface CodesOf {
  clientId: string;
  userId?: string | undefined;
  keyThumbprint?: string | undefined;
}

export interface ChallengeCodeStore {
  insert(code: ChallengeCode): Promise<void>;
  /**
   * Uses the code up if it matches, is unused and unexpired: one conditional statement, so that of
   * two at once exactly one gets the code. A mismatch leaves it as it was.
   */
  consume(match: ChallengeCodeMatch): Promise<ChallengeCode | undefined>;
  /** Whether it was used before, and whose it was: for the audit only. */
  findUsed(key: string): Promise<Pick<ChallengeCode, 'clientId' | 'userId'> | undefined>;
  /** An unused, unexpired code, whoever may redeem it: for the audit of a mismatch only. */
  findOutstanding(key: string, now: number): Promise<ChallengeCode | undefined>;
  /**
   * Removes the unused codes of a client's one user or key, or all of them. Used ones stay: a second
   * use is still known for one.
   */
  deleteOutstanding(of: CodesOf): Promise<void>;
  /** Removes every code of a client; answers how many. */
  deleteOf(clientId: string): Promise<number>;
  /** Removes expired codes; at most `limit`, answers how many. */
  sweep(now: number, limit: number): Promise<number>;
}
