import type { RequestHandler } from 'express';
import { NO_DASHBOARDS } from '../../domain/dashboard-application.ts';
import { sendError } from '../error-handler.ts';

/** Seconds for which a browser may remember a preflight; Chromium's upper limit. */
const PREFLIGHT_MAX_AGE = '7200';

/**
 * CORS for the frames: answers the exact dashboard origins, never `*`, never with credentials.
 * `Date` lets a frame learn the server's time, `Retry-After` when to come back.
 */
export function dashboardCors(
  origins: readonly string[],
  { methods, headers = '' }: { methods: string; headers?: string },
): RequestHandler {
  const allowed = new Set(origins);
  return (request, response, next) => {
    response.vary('Origin');
    const { origin } = request.headers;
    const known = origin !== undefined && allowed.has(origin);
    if (known) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      response.setHeader('Access-Control-Expose-Headers', 'Date, Retry-After');
    }
    const preflight =
      request.method === 'OPTIONS' &&
      request.headers['access-control-request-method'] !== undefined;
    if (!preflight) {
      next();
      return;
    }
    if (!known) {
      sendError(response, 403, {
        error: 'origin_not_allowed',
        error_description:
          allowed.size === 0
            ? NO_DASHBOARDS
            : 'The Origin header must be exactly the origin of a configured dashboard application.',
      });
      return;
    }
    response.setHeader('Access-Control-Allow-Methods', methods);
    if (headers) response.setHeader('Access-Control-Allow-Headers', headers);
    response.setHeader('Access-Control-Max-Age', PREFLIGHT_MAX_AGE);
    response.status(204).end();
  };
}
