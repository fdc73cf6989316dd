import { BoundedMap } from '../bounded-map.ts';
import { type Clock, elapsedMs, type Moment, momentOf } from '../clock.ts';
import { isIntrospectionResponse, PATHS } from '../contract/index.ts';
import type { HttpTransport } from '../http-transport.ts';
import { parseJson, refusalFrom } from '../wire-refusal.ts';
import { cannotVerify } from './refused.ts';

export interface TokenIntrospectionOptions {
  transport: HttpTransport;
  /** `Authorization` of the dashboard application. */
  authorization: string;
  clock: Clock;
  /** How many answers are kept. */
  capacity: number;
  /** Called for every request that goes out. */
  onRequest: () => void;
  onError: (error: unknown) => void;
}

/** Asks the issuer about single tokens (RFC 7662), while the event stream says nothing. */
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
/** After a failure nothing is asked for so long: requests are refused at once instead of piling up. */
export const PAUSE_AFTER_FAILURE_MS = 1_000;
const CONCURRENT_REQUESTS = 100;

export function createTokenIntrospection({
  transport,
  authorization,
  clock,
  capacity,
  onRequest,
  onError,
}: TokenIntrospectionOptions): TokenIntrospection {
  const answers = new BoundedMap<{ active: boolean; at: Moment }>(capacity);
  const flights = new Map<string, Promise<boolean>>();
  let failure: { error: unknown; at: Moment } | undefined;

  async function ask(token: string, hash: string): Promise<boolean> {
    // An answer is as old as its question.
    const at = momentOf(clock);
    onRequest();
    try {
      const reply = await transport.send(async () => ({
        method: 'POST',
        path: PATHS.introspection,
        headers: { 'content-type': 'application/x-www-form-urlencoded', authorization },
        body: new URLSearchParams({ token }).toString(),
      }));
      const body = parseJson(reply.text);
      if (reply.status !== 200 || !isIntrospectionResponse(body))
        throw refusalFrom(reply, 'The introspection', [token]);
      failure = undefined;
      answers.set(hash, { active: body.active, at });
      return body.active;
    } catch (error) {
      failure = { error, at: momentOf(clock) };
      onError(error);
      throw unknown(error);
    }
  }

  return {
    get failing() {
      return failure !== undefined;
    },
    rest() {
      failure = undefined;
    },
    async isActive(token, hash) {
      const known = answers.get(hash);
      if (known !== undefined && elapsedMs(clock, known.at) < INTROSPECTION_CACHE_MS)
        return known.active;
      const running = flights.get(hash);
      if (running !== undefined) return running;
      if (failure !== undefined && elapsedMs(clock, failure.at) < PAUSE_AFTER_FAILURE_MS)
        throw unknown(failure.error);
      if (flights.size >= CONCURRENT_REQUESTS) throw unknown(undefined);
      const flight = ask(token, hash).finally(() => flights.delete(hash));
      flights.set(hash, flight);
      return flight;
    },
  };
}

function unknown(cause: unknown): Error {
  return cannotVerify('Whether the token was revoked is not known now; try again.', cause);
}
