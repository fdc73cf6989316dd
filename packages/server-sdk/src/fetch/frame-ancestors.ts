import { frameAncestorsDirective } from '../frame-policy/content-security-policy.ts';
import { applyFrameHeaders, forbidCachingDocument } from '../frame-policy/frame-headers.ts';
import { createFramePolicySource } from '../frame-policy/frame-policy-source.ts';
import {
  checkFrameAncestorsOptions,
  clientIdOf,
  type FrameAncestorsOptions,
} from '../frame-policy/options.ts';

/** Adds the frame headers to an answer, and its stop. */
export interface FrameAncestorsFilter {
  (request: Request, response: Response): Promise<Response>;
  /** Closes the connections to the issuer. */
  close(): Promise<void>;
}

/**
 * Lets the frame document be framed by the allowed origins of the client in `?client_id=…`, and by
 * nobody where there is no such client or the issuer is out of reach (`frame-ancestors 'none'`).
 * Other directives of the answer's `Content-Security-Policy` stay; a `frame-ancestors` in them is
 * replaced, and `X-Frame-Options` removed. Documents are answered with `no-store`.
 * @throws {CasementError} `configuration_invalid`
 * @example
 * const frameable = frameAncestors({ issuer: 'https://auth.example.com' });
 * const handler = async (request: Request) => frameable(request, await renderDashboard());
 */
export function frameAncestors(options: FrameAncestorsOptions): FrameAncestorsFilter {
  checkFrameAncestorsOptions(options);
  const source = createFramePolicySource(options);
  const filter = async (request: Request, response: Response): Promise<Response> => {
    const origins = await source.allowedOrigins(clientIdOf(new URL(request.url).searchParams));
    // A copy, as the headers of a Response that came from fetch or Response.redirect are immutable.
    const headers = new Headers(response.headers);
    applyFrameHeaders(headers, frameAncestorsDirective(origins));
    forbidCachingDocument(headers);
    const { status, statusText } = response;
    return new Response(response.body, { status, statusText, headers });
  };
  return Object.assign(filter, { close: () => source.close() });
}
