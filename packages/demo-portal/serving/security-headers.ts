import type { RequestHandler } from 'express';

/** Sources by directive, as in `Content-Security-Policy`. */
export type ContentSecurityPolicy = Record<string, readonly string[]>;

/** What every page of the demo allows: its own scripts, styles and pictures, nothing inline. */
const BASE: ContentSecurityPolicy = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'require-trusted-types-for': ["'script'"],
};

/**
 * The headers that a page needs to be safe. `policy` replaces single directives.
 * Appended rather than set: where another middleware sends a policy of its own (`frame-ancestors`),
 * the browser enforces both.
 */
export function securityHeaders(policy: ContentSecurityPolicy = {}): RequestHandler {
  const value = Object.entries({ ...BASE, ...policy })
    .map(([directive, sources]) => [directive, ...sources].join(' '))
    .join('; ');
  return (_request, response, next) => {
    response.append('Content-Security-Policy', value);
    response.set({
      'X-Content-Type-Options': 'nosniff',
      // Not no-referrer: with that, browsers hide the Origin of a page's own forms as well.
      'Referrer-Policy': 'same-origin',
      'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
    });
    next();
  };
}
