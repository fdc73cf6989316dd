import type { ServerClock } from '../environment/server-clock.ts';
import type { ProofKey } from './proof-key.ts';
import { refusal } from './refusal.ts';
import type { TokenSource } from './token-source.ts';
import { loadTrouble } from './trouble.ts';

/**
 * `fetch` with the session's token and a fresh proof (RFC 9449 §7.1). On 401 the session is renewed and
 * the request repeated once; a request whose body is a stream is not repeated, since its body is gone:
 * its caller gets the 401 and, trying again, a new token.
 * @param resourceOrigins exact origins that may see the token
 * @param told the status of each answer, repeated requests' included
 */
export function createAuthorizedFetch(
  key: ProofKey,
  serverClock: ServerClock,
  tokens: Pick<TokenSource, 'get' | 'renew'>,
  resourceOrigins: readonly string[],
  told: (status: number) => void = () => {},
): typeof fetch {
  return async (input, init) => {
    const first = new Request(input, init);
    const { signal, method, mode } = first;
    const { origin, pathname } = new URL(first.url);
    if (!resourceOrigins.includes(origin)) {
      throw await refusal('resource_origin_not_allowed', 'target', origin);
    }
    if (mode === 'no-cors') throw await refusal('option_invalid', 'mode');
    const token = await tokens.get(signal);
    // Built anew rather than cloned where possible: a clone keeps a large body in memory twice.
    const spare = input instanceof Request ? first.clone() : undefined;
    const send = async (request: Request, valid: string): Promise<Response> => {
      const headers = new Headers(request.headers);
      headers.set('authorization', `DPoP ${valid}`);
      headers.set('dpop', await key.prove(method, origin + pathname, serverClock.now(), valid));
      const response = await fetch(request, { headers });
      told(response.status);
      return response;
    };
    const response = await send(first, token);
    if (response.status !== 401 || init?.body instanceof ReadableStream) return response;
    return loadTrouble().then(
      ({ repeatRefused }) =>
        repeatRefused(
          response,
          token,
          (valid) => send(spare?.clone() ?? new Request(input, init), valid),
          serverClock,
          (refused) => tokens.renew(refused, signal),
        ),
      () => response,
    );
  };
}
