import type { Clock } from '../environment/clock.ts';
import type { ServerClock } from '../environment/server-clock.ts';
import { CasementError } from '../errors.ts';
import type { ProofKey } from './proof-key.ts';
import { CLOCK_CORRECTION_MIN_MS } from './token-endpoint.ts';

/** Where requests get their token from. */
export interface TokenSource {
  /** A valid token; waits for one where there is none, until `signal` ends or the wait is too long. */
  get(signal: AbortSignal): Promise<string>;
  /**
   * A token other than the refused one, or undefined where none came in time; all who ask share one
   * renewal.
   */
  renew(refused: string, signal: AbortSignal): Promise<string | undefined>;
}

export interface AuthorizedFetchOptions {
  key: ProofKey;
  clock: Clock;
  serverClock: ServerClock;
  tokens: TokenSource;
  /** Exact origins that may see the token. */
  resourceOrigins: readonly string[];
}

/**
 * `fetch` with the session's token and a fresh proof (RFC 9449 §7.1). On 401 the session is renewed and
 * the request repeated once; a request whose body is a stream is not repeated, since its body is gone:
 * its caller gets the 401 and, trying again, a new token.
 */
export function createAuthorizedFetch(options: AuthorizedFetchOptions): typeof fetch {
  const { key, clock, serverClock, tokens, resourceOrigins } = options;

  async function send(request: Request, token: string): Promise<Response> {
    const { origin, pathname } = new URL(request.url);
    const headers = new Headers(request.headers);
    const proof = await key.prove({
      method: request.method,
      url: origin + pathname,
      now: serverClock.now(),
      accessToken: token,
    });
    headers.set('authorization', `DPoP ${token}`);
    headers.set('dpop', proof);
    return fetch(request, { headers });
  }

  return async (input, init) => {
    let request = new Request(input, init);
    const { signal } = request;
    checkTarget(request, resourceOrigins);
    let token = await tokens.get(signal);
    let repeats = 0;
    let hasCorrectedClock = false;
    for (;;) {
      const spare = spareOf(request, input, init);
      const sentAt = clock.elapsed();
      const response = await send(request, token);
      if (spare === undefined || !isTokenRefusal(response)) return response;
      const correction = serverClock.learn(response.headers, sentAt);
      if (!hasCorrectedClock && Math.abs(correction) >= CLOCK_CORRECTION_MIN_MS) {
        hasCorrectedClock = true;
      } else {
        if (repeats++ > 0) return response;
        const renewed = await tokens.renew(token, signal);
        if (renewed === undefined) return response;
        token = renewed;
      }
      void response.body?.cancel();
      request = spare();
    }
  };
}

/** How to make the same request again; undefined where its body can be read only once. */
function spareOf(
  request: Request,
  input: RequestInfo | URL,
  init: RequestInit | undefined,
): (() => Request) | undefined {
  if (init?.body instanceof ReadableStream) return undefined;
  // Built anew rather than cloned where possible: a clone keeps a large body in memory twice.
  if (!(input instanceof Request)) return () => new Request(input, init);
  const clone = request.clone();
  return () => clone;
}

/** Whether a 401 is about the token. Across origins the header may be hidden; then it is taken to be. */
function isTokenRefusal(response: Response): boolean {
  if (response.status !== 401) return false;
  const challenge = response.headers.get('www-authenticate');
  return challenge === null || /\bDPoP\b/i.test(challenge);
}

function checkTarget({ url, mode }: Request, resourceOrigins: readonly string[]): void {
  const { origin } = new URL(url);
  if (!resourceOrigins.includes(origin)) {
    throw new CasementError({
      code: 'resource_origin_not_allowed',
      message: `${origin} is not among the resourceOrigins (${resourceOrigins.join(', ')}), to which alone the token goes.`,
    });
  }
  if (mode === 'no-cors') {
    throw new CasementError({
      code: 'option_invalid',
      message: 'session.fetch cannot use mode "no-cors".',
    });
  }
}
