import type { ErrorBody, WireErrorCode } from '@casement/server-sdk/contract';
import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { DomainError, type DomainErrorCode } from '../domain/errors.ts';
import { noteRefusal, requestId } from './middleware/request-log.ts';
import { errorInWords } from './pages/error-in-words.ts';
import { errorPage } from './pages/error-page.ts';
import { PageRefusal } from './pages/page-refusal.ts';
import { answersPages, sendPage } from './pages/send-page.ts';

/** The only map from the domain's refusals to HTTP (protocol, sections 3 and 4). */
const WIRE: Record<DomainErrorCode, { status: number; error: WireErrorCode }> = {
  invalid_request: { status: 400, error: 'invalid_request' },
  invalid_client: { status: 401, error: 'invalid_client' },
  unauthorized_client: { status: 403, error: 'unauthorized_client' },
  client_disabled: { status: 403, error: 'client_disabled' },
  origin_not_allowed: { status: 403, error: 'origin_not_allowed' },
  user_required: { status: 400, error: 'user_required' },
  user_not_permitted: { status: 400, error: 'user_not_permitted' },
  user_not_eligible: { status: 403, error: 'user_not_eligible' },
  invalid_grant: { status: 400, error: 'invalid_grant' },
  unsupported_grant_type: { status: 400, error: 'unsupported_grant_type' },
  invalid_dpop_proof: { status: 400, error: 'invalid_dpop_proof' },
  session_revoked: { status: 403, error: 'session_revoked' },
  slow_down: { status: 429, error: 'slow_down' },
  not_found: { status: 404, error: 'not_found' },
  conflict: { status: 409, error: 'invalid_request' },
  permission_required: { status: 403, error: 'insufficient_scope' },
  confirmation_required: { status: 409, error: 'invalid_request' },
  stale_version: { status: 412, error: 'invalid_request' },
};

/**
 * Answers a refusal, never cached: `{ error, error_description, errors? }`, or the same in words where a
 * person is looking.
 */
export function sendError(response: Response, status: number, body: ErrorBody): void {
  noteRefusal(response, body.error);
  if (answersPages(response)) {
    sendPage(response, errorPage(errorInWords(body, requestId(response))), { status });
    return;
  }
  response.status(status).set('Cache-Control', 'no-store').json(body);
}

/** Last in the chain: domain errors by the table above, everything else 500 without a detail. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error instanceof DomainError) {
      const { status, error: code } = WIRE[error.code];
      if (error.code === 'invalid_client') {
        response.set('WWW-Authenticate', 'Basic realm="casement", charset="UTF-8"');
      }
      if (error.retryAfter !== undefined) response.set('Retry-After', String(error.retryAfter));
      sendError(response, status, {
        error: code,
        error_description: error.message,
        ...(error.code === 'invalid_request' ? { errors: [...error.faults] } : {}),
      });
      return;
    }
    if (error instanceof PageRefusal) {
      const view = { ...error.view, requestId: requestId(response) };
      sendPage(response, errorPage(view), { status: error.status });
      return;
    }
    if (error instanceof URIError) {
      // The router's, of a path whose percent-encoding is none.
      const message = 'The address is not percent-encoded UTF-8.';
      sendError(response, 400, { error: 'invalid_request', error_description: message });
      return;
    }
    const { name, message, stack } = error instanceof Error ? error : new Error('not an Error');
    const id = requestId(response);
    logger.error({ requestId: id, err: { name, message, stack } }, 'request failed');
    sendError(response, 500, {
      error: 'server_error',
      error_description: `Something went wrong here. Try again; if it stays, tell the operator the request ID ${id}.`,
    });
  };
}
