import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { RefusalCode } from '../refusal-code.ts';
import { requestAddress } from './request-address.ts';

/** What a line says about a request besides method, status and time. */
interface LoggedRequest {
  requestId: string;
  route: string;
  clientId?: string;
  error?: RefusalCode;
}

/** Where the fields wait on the response until it is sent. */
interface Locals {
  logged: LoggedRequest;
}

const fields = (response: Response): LoggedRequest => (response.locals as Locals).logged;

export const requestId = (response: Response): string => fields(response).requestId;

export function noteRoute(response: Response, route: string): void {
  fields(response).route = route;
}

export function noteRefusal(response: Response, error: RefusalCode): void {
  fields(response).error = error;
}

/** Only once the client has authenticated: until then the value is whatever somebody sent. */
export function noteClient(response: Response, clientId: string): void {
  fields(response).clientId = clientId;
}

export const notedRoute = (response: Response): string => fields(response).route;
export const notedRefusal = (response: Response): RefusalCode | undefined => fields(response).error;
export const notedClient = (response: Response): string | undefined => fields(response).clientId;

/**
 * One line per request. Safe by construction: it takes named fields only, the route's pattern instead
 * of the URL, and no header, query or body, so no code, token or secret can get into it.
 */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const logged: LoggedRequest = { requestId: randomUUID(), route: 'none' };
    (response.locals as Locals).logged = logged;
    response.setHeader('X-Request-Id', logged.requestId);
    const { method } = request;
    const address = requestAddress(request);
    response.on('close', () => {
      if (!logger.isLevelEnabled('info')) return;
      logger.info({
        ...logged,
        method,
        status: response.statusCode,
        ms: Math.round((performance.now() - started) * 10) / 10,
        address,
        ...(response.writableFinished ? {} : { aborted: true }),
      });
    });
    next();
  };
}
