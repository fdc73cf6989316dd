import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { requestId } from '../middleware/request-log.ts';
import { ApiProblem, problemOf, sendProblem } from './problem.ts';

/** Last in the API's chain: every refusal as a problem; what is none becomes 500 without a detail. */
export function problemHandler(issuer: string, logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    sendProblem(response, issuer, problemOf(error) ?? unforeseen(error, response));
  };

  function unforeseen(error: unknown, response: Parameters<ErrorRequestHandler>[2]): ApiProblem {
    const { name, message, stack } = error instanceof Error ? error : new Error('not an Error');
    const id = requestId(response);
    logger.error({ requestId: id, err: { name, message, stack } }, 'request failed');
    return new ApiProblem(
      'server_error',
      `Try again; if it stays, tell the operator the request ID ${id}.`,
    );
  }
}
