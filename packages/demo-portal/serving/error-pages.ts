import type { ErrorBody } from '@casement/server-sdk/contract';
import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';

/**
 * The last handler of every server: what the body parser refused becomes a 4xx that names the rule,
 * everything else is logged and answers 500 without details.
 */
export function errorHandler(log: Logger): ErrorRequestHandler {
  return (error: { status?: unknown; type?: unknown }, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = typeof error.status === 'number' ? error.status : 500;
    if (status >= 500) {
      log.error({ err: error, method: request.method, path: request.path }, 'Request failed');
    }
    const body: ErrorBody =
      status >= 500
        ? { error: 'server_error', error_description: 'Something failed here; the log has it.' }
        : { error: 'invalid_request', error_description: describe(error.type, status) };
    response.status(status).json(body);
  };
}

function describe(type: unknown, status: number): string {
  if (type === 'entity.parse.failed') return 'The body is not valid JSON.';
  if (type === 'entity.too.large') return 'The body is larger than this endpoint accepts.';
  return status === 404 ? 'There is nothing at this address.' : 'The request cannot be read.';
}
