import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';

/** What a line says about a request besides the fields below. */
interface LoggedRequest {
  route?: string;
  error?: string;
  clientId?: string;
}

const notes = new WeakMap<Response, LoggedRequest>();

const note = (response: Response, fields: LoggedRequest): void => {
  notes.set(response, { ...notes.get(response), ...fields });
};

export const noteRoute = (response: Response, route: string): void => note(response, { route });
export const noteRefusal = (response: Response, error: string): void => note(response, { error });
/** Only once the client has authenticated: until then the value is whatever somebody sent. */
export const noteClient = (response: Response, clientId: string): void =>
  note(response, { clientId });

/**
 * One line per request. Safe by construction: it takes named fields only, the route's pattern instead
 * of the URL, and no header, query or body, so no code, token or secret can get into it.
 */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const requestId = randomUUID();
    response.setHeader('X-Request-Id', requestId);
    response.once('close', () => {
      const { route = 'none', error, clientId } = notes.get(response) ?? {};
      logger.info({
        requestId,
        method: request.method,
        route,
        status: response.statusCode,
        ms: Math.round((performance.now() - started) * 10) / 10,
        address: request.ip,
        ...(clientId === undefined ? {} : { clientId }),
        ...(error === undefined ? {} : { error }),
        ...(response.writableFinished ? {} : { aborted: true }),
      });
    });
    next();
  };
}
