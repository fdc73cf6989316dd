import type { ServerClock } from '../environment/server-clock.ts';
import { refusal } from '../frame/refusal.ts';
import { repeatRefused } from '../frame/refused-request.ts';
import type { TokenSource } from '../frame/token-source.ts';
import type { TestHandler } from './test-plan.ts';

/**
 * `session.fetch` without a network: waits for a token, hands the request to the handler, and on 401
 * renews and repeats once, all as the real one does.
 */
export function createTestFetch(
  handler: TestHandler,
  baseUrl: string,
  resourceOrigins: readonly string[],
  tokens: TokenSource,
  serverClock: ServerClock,
): typeof fetch {
  return async (input, init) => {
    const request =
      input instanceof Request
        ? new Request(input, init)
        : new Request(new URL(input, baseUrl), init);
    const { origin } = new URL(request.url);
    if (!resourceOrigins.includes(origin)) {
      throw await refusal('resource_origin_not_allowed', 'target', origin);
    }
    const { signal } = request;
    const token = await tokens.get(signal);
    const send = async (valid: string): Promise<Response> => {
      const sent = request.clone();
      sent.headers.set('authorization', `DPoP ${valid}`);
      return handler(sent);
    };
    const response = await send(token);
    if (response.status !== 401) return response;
    return repeatRefused(response, token, send, serverClock, (refused) =>
      tokens.renew(refused, signal),
    );
  };
}
