import type { FetchChallengeCode } from './challenge-code-request.ts';
import type { Asking } from './portal-batch.ts';

/** How long one waits for others to share its request, in milliseconds. */
const SHARE_MS = 25;

/** How many dashboards this page has made with a URL, and which of them wait to ask. */
const lines = new Map<string, { dashboards: number; waiting: Asking[] }>();

/**
 * The portal backend, as one dashboard asks it at its URL. Those of a page that ask at the same moment
 * share one request, with code that is loaded when that first happens; an only one never waits.
 */
export function createPortalLine({ href }: URL): FetchChallengeCode {
  const line = lines.get(href) ?? { dashboards: 0, waiting: [] };
  lines.set(href, line);
  line.dashboards += 1;

  const send = (body: object, signal: AbortSignal): Promise<Response> =>
    fetch(href, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      // A redirect leads to a sign-in page, not to a code.
      redirect: 'manual',
      signal,
    });
  const askAlone = ({ request, signal, resolve }: Asking): void => resolve(send(request, signal));
  const ask = (): void => {
    const asking = line.waiting.splice(0).filter(({ signal }) => !signal.aborted);
    const alone = (): void => asking.forEach(askAlone);
    if (asking.length < 2) alone();
    else {
      import('./portal-batch.ts').then(
        ({ askTogether }) => askTogether(href, asking, send, askAlone),
        alone,
      );
    }
  };

  return (request, { signal }) =>
    new Promise((resolve) => {
      const count = line.waiting.push({ request, signal, resolve });
      if (line.dashboards < 2) ask();
      else if (count < 2) setTimeout(ask, SHARE_MS);
    });
}
