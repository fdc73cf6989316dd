import type { ServerClock } from '../environment/server-clock.ts';
import type { TokenSource } from './token-source.ts';

/** A clock that was off by less than this was not why a proof was refused. */
const CLOCK_CORRECTION_MIN_MS = 5_000;

/**
 * Goes on from a 401: corrects the clock from it or renews the token, each once, and sends again. Gives
 * the answer to the caller where neither helps.
 */
export async function repeatRefused(
  refused: Response,
  refusedToken: string,
  send: (token: string) => Promise<Response>,
  serverClock: ServerClock,
  renew: (token: string) => ReturnType<TokenSource['renew']>,
): Promise<Response> {
  let response = refused;
  let token = refusedToken;
  let isCorrected = false;
  let isRenewed = false;
  while (isTokenRefusal(response)) {
    const correction = Math.abs(serverClock.learn(response.headers));
    if (correction >= CLOCK_CORRECTION_MIN_MS && !isCorrected) isCorrected = true;
    else {
      const renewed = isRenewed ? undefined : await renew(token);
      if (renewed === undefined) break;
      token = renewed;
      isRenewed = true;
    }
    void response.body?.cancel();
    response = await send(token);
  }
  return response;
}

/** Whether a 401 is about the token. Across origins the header may be hidden; then it is taken to be. */
function isTokenRefusal({ status, headers }: Response): boolean {
  return status === 401 && /\bDPoP\b/i.test(headers.get('www-authenticate') ?? 'DPoP');
}
