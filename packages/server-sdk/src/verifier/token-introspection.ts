import { BoundedMap } from '../bounded-map.ts';
import { type Clock, elapsedMs, type Moment, momentOf } from '../clock.ts';
import type { IntrospectionCall } from './introspection-call.ts';

export interface TokenIntrospectionOptions {
  call: IntrospectionCall;
  clock: Clock;
  /** How many answers are kept. */
  capacity: number;
}

/** Asks the issuer about single tokens, while the event stream says nothing. */
export interface TokenIntrospection {
  /** Whether the last request, since it was needed again, got no usable answer. */
  readonly failing: boolean;
  /** It is not needed any more, for now. */
  rest(): void;
  /**
   * @param hash base64url SHA-256 of the token
   * @throws {CasementError} `temporarily_unavailable` where the issuer does not say
   */
  isActive(token: string, hash: string): Promise<boolean>;
}

/** How long an answer is good for. */
export const INTROSPECTION_CACHE_MS = 5_000;

export function createTokenIntrospection({
  call,
  clock,
  capacity,
}: TokenIntrospectionOptions): TokenIntrospection {
  const answers = new BoundedMap<{ active: boolean; at: Moment }>(capacity);
  const flights = new Map<string, Promise<boolean>>();

  async function ask(token: string, hash: string): Promise<boolean> {
    // An answer is as old as its question.
    const at = momentOf(clock);
    const { active } = await call.ask(token);
    answers.set(hash, { active, at });
    return active;
  }

  return {
    get failing() {
      return call.failing;
    },
    rest: () => call.rest(),
    async isActive(token, hash) {
      const known = answers.get(hash);
      if (known !== undefined && elapsedMs(clock, known.at) < INTROSPECTION_CACHE_MS)
        return known.active;
      const running = flights.get(hash);
      if (running !== undefined) return running;
      const flight = ask(token, hash).finally(() => flights.delete(hash));
      flights.set(hash, flight);
      return flight;
    },
  };
}
