import type { AccessTokenClaims } from '../contract/index.ts';
import {
  lastRefusedSecond,
  revokedSubjects,
  type SecurityEvent,
  tokenSubjects,
} from '../security-events/security-event.ts';

/** No token of the protocol lives longer than ten minutes; the rest is for the clocks' tolerances. */
export const REVOCATION_MEMORY_MS = 11 * 60_000;

/**
 * The newest event of each client, user, session and token. An entry is forgotten when every token
 * that it could refuse has expired anyway. A memory that overflows does not forget what it drops: it
 * refuses everything as old as that, as a renewal costs little.
 */
export class RevocationMemory {
  /** Subject to the second up to which its tokens are refused; the one set longest ago comes first. */
  readonly #seconds = new Map<string, number>();
  readonly #capacity: number;
  #everything = 0;

  /** @param capacity how many subjects; each takes about 150 bytes */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  remember(event: SecurityEvent, nowMs: number): void {
    const second = lastRefusedSecond(event);
    for (const subject of revokedSubjects(event)) {
      const known = this.#seconds.get(subject);
      if (known !== undefined && known >= second) continue;
      this.#seconds.delete(subject);
      this.#seconds.set(subject, second);
    }
    this.#forget(nowMs);
  }

  /** Whether the token was issued before an event that concerns it. */
  refuses(claims: Readonly<AccessTokenClaims>): boolean {
    if (claims.iat <= this.#everything) return true;
    return tokenSubjects(claims).some(
      (subject) => claims.iat <= (this.#seconds.get(subject) ?? Number.NEGATIVE_INFINITY),
    );
  }

  get size(): number {
    return this.#seconds.size;
  }

  #forget(nowMs: number): void {
    const forgettable = (nowMs - REVOCATION_MEMORY_MS) / 1000;
    for (const [subject, second] of this.#seconds) {
      const overflows = this.#seconds.size > this.#capacity;
      if (second >= forgettable && !overflows) return;
      this.#seconds.delete(subject);
      if (second >= forgettable) this.#everything = Math.max(this.#everything, second);
    }
  }
}
