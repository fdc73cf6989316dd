import { type Clock, elapsedMs, type Moment, momentOf } from '../clock.ts';
import { isIntrospectionResponse, PATHS } from '../contract/index.ts';
import type { HttpTransport } from '../http-transport.ts';
import { parseJson, refusalFrom } from '../wire-refusal.ts';
import { cannotVerify } from './refused.ts';

export interface IntrospectionCallOptions {
  transport: HttpTransport;
  /** `Authorization` of the dashboard application. */
  authorization: string;
  clock: Clock;
  /** Called for every request that goes out. */
  onRequest: () => void;
  onError: (error: unknown) => void;
}

/** Asks the issuer about one token (RFC 7662); remembers failures, and no answer. */
export interface IntrospectionCall {
  /** Whether the last request, since it was needed again, got no usable answer. */
  readonly failing: boolean;
  /** It is not needed any more, for now. */
  rest(): void;
  /**
   * @returns the answer's body, of which no more is known than whether it is active
   * @throws {CasementError} `temporarily_unavailable` where the issuer does not say
   */
  ask(token: string): Promise<{ active: boolean }>;
}

/** After a failure nothing is asked for so long: requests are refused at once instead of piling up. */
export const PAUSE_AFTER_FAILURE_MS = 1_000;
const CONCURRENT_REQUESTS = 100;

export function createIntrospectionCall({
  transport,
  authorization,
  clock,
  onRequest,
  onError,
}: IntrospectionCallOptions): IntrospectionCall {
  let failure: { error: unknown; at: Moment } | undefined;
  let underWay = 0;

  async function send(token: string): Promise<{ active: boolean }> {
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
      return body;
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
    async ask(token) {
      if (failure !== undefined && elapsedMs(clock, failure.at) < PAUSE_AFTER_FAILURE_MS)
        throw unknown(failure.error);
      if (underWay >= CONCURRENT_REQUESTS) throw unknown(undefined);
      underWay += 1;
      try {
        return await send(token);
      } finally {
        underWay -= 1;
      }
    },
  };
}

function unknown(cause: unknown): Error {
  return cannotVerify('Whether the token was revoked is not known now; try again.', cause);
}
