import { CasementError } from '../errors.ts';
import type { RenewalRunner } from '../renewal/renewal-runner.ts';
import { endingOf, isTokenValid } from '../renewal/renewal-state.ts';
import { within } from '../time-limit.ts';

/** Where requests get their token from. */
export interface TokenSource {
  /** A valid token; waits for one where there is none, until `signal` ends or the wait is too long. */
  get(signal: AbortSignal): Promise<string>;
  /**
   * A token other than the refused one, or undefined where none came in time; all who ask share one
   * renewal.
   */
  renew(refused: string, signal: AbortSignal): Promise<string | undefined>;
  /** Something about the token has changed: those who wait look again. */
  changed(): void;
}

/**
 * The one place where requests wait for the session.
 * @param accessToken the last one that was granted
 * @param elapsed the clock of the renewal
 * @param waitMs how long a request waits for a token, in milliseconds
 * @param limit ends a wait that is too long; tests have a clock of their own
 */
export function createTokenSource(
  renewal: Pick<RenewalRunner, 'state' | 'dispatch'>,
  accessToken: () => string,
  elapsed: () => number,
  waitMs: number,
  limit = within,
): TokenSource {
  const waiting = new Set<() => void>();
  const current = () => (isTokenValid(renewal.state, elapsed()) ? accessToken() : undefined);

  /** The first valid token that is not `refused`; undefined when the time is up or the session over. */
  async function wait(
    refused: string | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    let look = (): void => {};
    const woken = () =>
      new Promise<string | undefined>((resolve) => {
        look = () => {
          const token = current();
          if ((token && token !== refused) || endingOf(renewal.state)) resolve(token);
        };
        waiting.add(look);
        look();
      });
    try {
      return await limit(waitMs, signal, woken);
    } catch {
      // Either its own signal has ended, or the time is up.
      signal.throwIfAborted();
      return undefined;
    } finally {
      waiting.delete(look);
    }
  }

  return {
    async get(signal) {
      if (!current()) renewal.dispatch({ type: 'tick' });
      const token = await wait(undefined, signal);
      if (token) return token;
      throw new CasementError(
        endingOf(renewal.state) ?? {
          code: 'session_unavailable',
          message: `No token in ${waitMs} ms. ${renewal.state.reason?.message ?? ''}`,
        },
      );
    },
    renew(refused, signal) {
      if (current() === refused) renewal.dispatch({ type: 'demand' });
      return wait(refused, signal);
    },
    changed() {
      for (const look of waiting) look();
    },
  };
}
