import { hash } from 'node:crypto';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { pageHeaders } from '../http/pages/page-headers.ts';

/**
 * A client may want its answer posted (OAuth 2.0 Form Post Response Mode); the engine does so with a page
 * that sends itself off. It is the only page with a script: none but this one may run, and the form goes
 * to the client only.
 */
export function guardFormPost(ctx: KoaContextWithOIDC): void {
  if (typeof ctx.body !== 'string') return;
  const [, script] = /<script>([^<]*)<\/script>/.exec(ctx.body) ?? [];
  if (script === undefined) return;
  const target = ctx.oidc.params?.redirect_uri;
  const headers = pageHeaders(typeof target === 'string' ? [target] : []);
  const policy = headers['Content-Security-Policy'];
  ctx.set({
    ...headers,
    'Content-Security-Policy': `${policy}; script-src 'sha256-${hash('sha256', script, 'base64')}'`,
  });
}
