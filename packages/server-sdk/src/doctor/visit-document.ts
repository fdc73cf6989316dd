import type { DocumentVisit } from './checks/dashboard-document.ts';
import { headerValues, type Looker } from './look.ts';

const MOST_REDIRECTS = 5;

/** Fetches the document as a frame of another site does: without cookies, following redirects. */
export async function visitDocument(
  { look }: Looker,
  address: URL,
  clientId: string,
): Promise<DocumentVisit> {
  const asked = new URL(address);
  if (!asked.searchParams.has('client_id')) asked.searchParams.set('client_id', clientId);
  const cookies: string[] = [];
  let url = asked;
  for (let redirects = 0; ; redirects += 1) {
    const seen = await look(url, {
      headers: {
        accept: 'text/html,application/xhtml+xml',
        'sec-fetch-dest': 'iframe',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-site': 'cross-site',
      },
      // Documents may be large, and only the headers matter.
      firstChunk: true,
    });
    if (!seen.ok) return { asked, url, look: seen, cookies };
    for (const cookie of headerValues(seen.headers, 'set-cookie')) {
      // The value is none of our business.
      cookies.push(cookie.split('=')[0] ?? '');
    }
    const location = headerValues(seen.headers, 'location')[0];
    const isRedirect = seen.status >= 300 && seen.status < 400 && location !== undefined;
    const next = isRedirect ? URL.parse(location, url.href) : null;
    if (next === null || redirects === MOST_REDIRECTS) return { asked, url, look: seen, cookies };
    url = next;
  }
}
