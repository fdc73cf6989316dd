import type { NextFunction, Request, Response } from 'express';
import { frameAncestorsDirective } from '../frame-policy/content-security-policy.ts';
import {
  applyFrameHeaders,
  forbidCachingDocument,
  type HeaderTarget,
} from '../frame-policy/frame-headers.ts';
import { createFramePolicySource } from '../frame-policy/frame-policy-source.ts';
import {
  checkFrameAncestorsOptions,
  clientIdOf,
  type FrameAncestorsOptions,
} from '../frame-policy/options.ts';
import { nodeRequestTarget } from '../node-request.ts';
import { beforeHeaders } from './before-headers.ts';

/** Middleware, and its stop. */
export interface FrameAncestorsMiddleware {
  (request: Request, response: Response, next: NextFunction): void;
  /** Closes the connections to the issuer. */
  close(): Promise<void>;
}

/**
 * Lets the frame document be framed by the allowed origins of the client in `?client_id=…`, and by
 * nobody where there is no such client or the issuer is out of reach (`frame-ancestors 'none'`).
 *
 * Put it in front of the route that answers with the frame document. Other directives of a
 * `Content-Security-Policy` stay, whether they were set before or are set later; a `frame-ancestors`
 * in them is replaced, and `X-Frame-Options` removed. Documents are answered with `no-store`.
 * @throws {CasementError} `configuration_invalid`
 * @example
 * app.get('/', frameAncestors({ issuer: 'https://auth.example.com' }), sendDashboard);
 */
export function frameAncestors(options: FrameAncestorsOptions): FrameAncestorsMiddleware {
  checkFrameAncestorsOptions(options);
  const source = createFramePolicySource(options);
  const middleware = (request: Request, response: Response, next: NextFunction): void => {
    const [, query = ''] = nodeRequestTarget(request).split('?', 2);
    source
      .allowedOrigins(clientIdOf(new URLSearchParams(query)))
      .then((origins) => {
        const headers = headersOf(response);
        const directive = frameAncestorsDirective(origins);
        applyFrameHeaders(headers, directive);
        beforeHeaders(response, () => {
          applyFrameHeaders(headers, directive);
          forbidCachingDocument(headers);
        });
        next();
      })
      .catch(next);
  };
  return Object.assign(middleware, { close: () => source.close() });
}

function headersOf(response: Response): HeaderTarget {
  return {
    get: (name) => response.getHeader(name),
    set: (name, value) => void response.setHeader(name, value),
    delete: (name) => response.removeHeader(name),
  };
}
