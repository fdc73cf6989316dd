import { CasementError, type Failure } from '../errors.ts';
import { limitTime } from '../time-limit.ts';
import type { TokenSource } from './authorized-fetch.ts';

export interface TokenStoreOptions {
  /** The access token if it is valid now. */
  current(): string | undefined;
  /** Why there will never be one again; undefined while there is hope. */
  ending(): Failure | undefined;
  /** Why there is none now. */
  reason(): Failure | undefined;
  /** Looks whether a renewal is due: a timer may be late. */
  check(): void;
  /** Asks for a renewal in spite of a token that looks valid. */
  demand(): void;
  /** How long a request waits for a token, in milliseconds. */
  waitMs: number;
}

export interface TokenStore extends TokenSource {
  /** Something about the token has changed: those who wait look again. */
  changed(): void;
}

/** The one place where requests wait for the session. */
export function createTokenStore(options: TokenStoreOptions): TokenStore {
  const waiting = new Set<() => void>();

  /** The first valid token that is not `refused`; undefined when the time is up. */
  async function wait(
    refused: string | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const limit = limitTime(options.waitMs, signal);
    try {
      for (;;) {
        signal.throwIfAborted();
        const token = options.current();
        if (token !== undefined && token !== refused) return token;
        if (options.ending() !== undefined || limit.expired()) return undefined;
        await new Promise<void>((resolve) => {
          waiting.add(resolve);
          limit.signal.addEventListener('abort', () => resolve(), { once: true });
          if (limit.signal.aborted) resolve();
        });
      }
    } finally {
      limit.release();
    }
  }

  return {
    async get(signal) {
      if (options.current() === undefined) options.check();
      const token = await wait(undefined, signal);
      if (token !== undefined) return token;
      const ending = options.ending();
      if (ending !== undefined) throw new CasementError(ending);
      throw new CasementError({
        code: 'session_unavailable',
        message: `No token in ${options.waitMs} ms: ${options.reason()?.message ?? ''}`,
      });
    },
    async renew(refused, signal) {
      if (options.current() === refused) options.demand();
      return wait(refused, signal);
    },
    changed() {
      const woken = [...waiting];
      waiting.clear();
      for (const wake of woken) wake();
    },
  };
}
