import { contained } from '../contained.ts';
import type { AccessTokenClaims } from '../contract/index.ts';
import {
  lastRefusedSecond,
  revokedSubjects,
  type SecurityEvent,
  tokenSubjects,
} from '../security-events/security-event.ts';

/**
 * Why something open under a session has to end: its token was revoked, or whether it was cannot be
 * told any more.
 */
export type WatchEnd = 'revoked' | 'unverifiable';

/** By which an event finds a token. */
export type WatchedClaims = Pick<AccessTokenClaims, 'client_id' | 'sub' | 'sid' | 'jti' | 'iat'>;

export interface SessionWatch {
  claims: Readonly<WatchedClaims>;
  /** For introspection; absent where the session came from elsewhere. */
  token: { text: string; hash: string } | undefined;
  /** Called once at most. */
  end: (why: WatchEnd) => void;
}

/** Everything that is open under some token, found by what a security event names. */
export class SessionWatches {
  readonly #bySubject = new Map<string, Set<SessionWatch>>();
  readonly #all = new Set<SessionWatch>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#all.size;
  }

  get isFull(): boolean {
    return this.#all.size >= this.#capacity;
  }

  /** @returns its dispose, which says whether the watch was still on */
  add(watch: SessionWatch): () => boolean {
    this.#all.add(watch);
    for (const subject of tokenSubjects(watch.claims)) {
      const watches = this.#bySubject.get(subject);
      if (watches === undefined) this.#bySubject.set(subject, new Set([watch]));
      else watches.add(watch);
    }
    return () => this.#remove(watch);
  }

  /** Ends what was open under tokens issued before the event. */
  revoke(event: SecurityEvent): void {
    const second = lastRefusedSecond(event);
    for (const subject of revokedSubjects(event))
      this.#end(
        this.#bySubject.get(subject) ?? [],
        'revoked',
        ({ claims }) => claims.iat <= second,
      );
  }

  /** What is open, by the token that it was opened with. */
  byToken(): Map<string, { text: string; hash: string }> {
    const tokens = new Map<string, { text: string; hash: string }>();
    for (const { token } of this.#all) if (token !== undefined) tokens.set(token.hash, token);
    return tokens;
  }

  /** Ends what was opened with a token that is no longer good. */
  endTokens(isGood: (token: string) => boolean, why: WatchEnd): void {
    this.#end(this.#all, why, ({ token }) => token !== undefined && !isGood(token.text));
  }

  endToken(hash: string, why: WatchEnd): void {
    this.#end(this.#all, why, ({ token }) => token?.hash === hash);
  }

  #end(
    among: Iterable<SessionWatch>,
    why: WatchEnd,
    matches: (watch: SessionWatch) => boolean,
  ): void {
    // The newest first: what a handler has put on top gets its say before the response is cut.
    for (const watch of [...among].filter(matches).reverse())
      if (this.#remove(watch)) contained(() => watch.end(why));
  }

  #remove(watch: SessionWatch): boolean {
    if (!this.#all.delete(watch)) return false;
    for (const subject of tokenSubjects(watch.claims)) {
      const watches = this.#bySubject.get(subject);
      watches?.delete(watch);
      if (watches?.size === 0) this.#bySubject.delete(subject);
    }
    return true;
  }
}
