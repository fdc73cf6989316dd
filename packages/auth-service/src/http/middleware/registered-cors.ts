import type { RequestHandler, Response } from 'express';
import { sendError } from '../error-handler.ts';

const PREFLIGHT_MAX_AGE = '7200';

/** Response headers that pages may read beside those that every page may. */
export const EXPOSED = 'Date, Retry-After, WWW-Authenticate';

interface RegisteredCorsOptions {
  methods: string;
  headers?: string;
  /** Public documents may be read by every registered origin; other answers by their client's only. */
  documents?: boolean;
}

/**
 * CORS for the standard flows: answers origins that some client has registered, exactly, never `*` and
 * never with credentials. A preflight names no client; whether an answer may be read is decided where
 * its client is known ({@link allowClientOrigin}).
 */
export function registeredCors(
  isRegistered: (origin: string) => Promise<boolean>,
  { methods, headers = '', documents = false }: RegisteredCorsOptions,
): RequestHandler {
  return async (request, response, next) => {
    response.vary('Origin');
    const { origin } = request.headers;
    const preflight =
      request.method === 'OPTIONS' &&
      request.headers['access-control-request-method'] !== undefined;
    if (origin === undefined || !(preflight || documents)) {
      next();
      return;
    }
    const known = await isRegistered(origin);
    if (known) allowOrigin(response, origin);
    if (!preflight) {
      next();
      return;
    }
    if (!known) {
      sendError(response, 403, {
        error: 'origin_not_allowed',
        error_description: 'The Origin header must be exactly an origin that a client registered.',
      });
      return;
    }
    response.setHeader('Access-Control-Allow-Methods', methods);
    if (headers) response.setHeader('Access-Control-Allow-Headers', headers);
    response.setHeader('Access-Control-Max-Age', PREFLIGHT_MAX_AGE);
    response.status(204).end();
  };
}

/** Lets a page read this answer if its origin is one of the client's own. */
export function allowClientOrigin(
  response: Response,
  origin: string | undefined,
  corsOrigins: readonly string[],
): void {
  if (origin !== undefined && corsOrigins.includes(origin)) allowOrigin(response, origin);
}

function allowOrigin(response: Response, origin: string): void {
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', EXPOSED);
}
