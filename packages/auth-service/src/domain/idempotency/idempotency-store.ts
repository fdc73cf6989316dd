/** What is remembered of a request that came with an idempotency key. */
export interface RememberedRequest {
  /** Hash of what was asked for. */
  fingerprint: string;
  /** Encrypted; `undefined` while the first request is under way. */
  answer: string | undefined;
}

/** Named by a hash of key and caller, so that no key is good for anybody else's answer. */
export interface IdempotencyStore {
  /**
   * Remembers a request as under way, in one statement; a former one that has expired is replaced.
   *
   * @returns the former one, if there is one
   */
  begin(
    id: string,
    request: { fingerprint: string; now: number; expiresAt: number },
  ): Promise<RememberedRequest | undefined>;
  finish(id: string, answer: string, expiresAt: number): Promise<void>;
  /** Forgets a request that came to nothing. */
  abandon(id: string): Promise<void>;
  /** Removes those that expired before `before`; at most `limit`, answers how many. */
  sweep(before: number, limit: number): Promise<number>;
}
