import { request } from 'undici';
import type { Network } from '../domain/outbound/reachable-address.ts';
import { guardedAgent } from './guarded-agent.ts';

/**
 * `fetch` for addresses that others chose: see {@link guardedAgent}. Follows no redirect, and answers the
 * status alone: what a client's server says beside it is of no interest.
 */
export function guardedFetch(opened: readonly Network[]): typeof fetch {
  const dispatcher = guardedAgent(opened);
  return async (input, init) => {
    const asked = new Request(input, init);
    const { statusCode, body } = await request(asked.url, {
      dispatcher,
      method: asked.method as 'GET' | 'POST',
      headers: Object.fromEntries(asked.headers),
      body: asked.body === null ? null : await asked.text(),
      signal: asked.signal,
    });
    await body.dump();
    return new Response(null, { status: statusCode });
  };
}
