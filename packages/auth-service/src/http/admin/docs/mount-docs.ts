import type { Response, Router } from 'express';
import { BUILT_IN_CLIENTS } from '../../../domain/client/built-in-client-ids.ts';
import { BUILT_IN_CALLBACKS } from '../../../domain/client/built-in-clients.ts';
import { noteRoute } from '../../middleware/request-log.ts';
import type { Json } from '../openapi/json.ts';
import type { Route } from '../route.ts';
import { docsPage } from './docs-page.ts';
import { docsScript } from './docs-script.ts';
import { docsStyle } from './docs-style.ts';

/** Only what is ours and from here runs, is shown, or is sent to; nothing frames it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** The documentation page, also where it gets its code after signing in; and what it is made of. */
export function mountDocs(
  router: Router,
  { issuer, routes, document }: { issuer: string; routes: readonly Route[]; document: Json },
): void {
  const { documentation: clientId } = BUILT_IN_CLIENTS;
  const { documentation: callback } = BUILT_IN_CALLBACKS;
  const page = docsPage({ issuer, clientId, callback, document, routes });
  for (const path of ['/api/v1/docs', callback]) {
    router.get(path, (_request, response) => {
      noteRoute(response, path);
      send(response, 'text/html; charset=utf-8', 'no-store');
      response.set({
        'Content-Security-Policy': POLICY,
        'X-Frame-Options': 'DENY',
        // An address may have a code in it.
        'Referrer-Policy': 'no-referrer',
        'Cross-Origin-Opener-Policy': 'same-origin',
      });
      response.send(page);
    });
  }
  for (const { path, type, text } of [docsScript, docsStyle]) {
    router.get(path, (_request, response) => {
      noteRoute(response, path);
      send(response, type, 'public, max-age=31536000, immutable');
      response.send(text);
    });
  }
}

function send(response: Response, type: string, cacheControl: string): void {
  response.set({
    'Content-Type': type,
    'Cache-Control': cacheControl,
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
  });
}
