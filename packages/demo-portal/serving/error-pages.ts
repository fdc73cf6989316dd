import type { ErrorBody } from '@casement/server-sdk/contract';
import type { ErrorRequestHandler, Express, Request, Response } from 'express';
import type { Logger } from 'pino';
import { MESSAGE_PATH, messageAssets, messagePage } from './message-page.ts';

/** The way on from an address that leads nowhere. */
export interface Home {
  href: string;
  link: string;
}

/**
 * The last handlers of every server: unknown addresses, and what went wrong. People get a page that
 * leads back; programs get JSON. What the body parser refused becomes a 4xx that names the rule,
 * everything else is logged and answers 500 without details.
 */
export function addErrorPages(app: Express, log: Logger, home: Home): void {
  const show = messagePage();
  const answer = (request: Request, response: Response, status: number, body: ErrorBody) => {
    response.status(status);
    // Scripts that take anything come with */*, for which the first in the list is good.
    if (request.accepts(['json', 'html']) !== 'html') response.json(body);
    else show(response, { ...wordsFor(status), ...home, code: `${status} ${body.error}` });
  };
  const failed: ErrorRequestHandler = (
    error: { status?: unknown; type?: unknown },
    request,
    response,
    next,
  ) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = typeof error.status === 'number' ? error.status : 500;
    if (status >= 500) {
      log.error({ err: error, method: request.method, path: request.path }, 'Request failed');
    }
    answer(request, response, status, bodyFor(status, error.type));
  };

  app.use(`${MESSAGE_PATH}/assets`, messageAssets());
  app.use((request, response) => answer(request, response, 404, bodyFor(404)));
  app.use(failed);
}

function bodyFor(status: number, type?: unknown): ErrorBody {
  if (status >= 500) {
    return { error: 'server_error', error_description: 'Something failed here; the log has it.' };
  }
  if (status === 404) {
    return { error: 'not_found', error_description: 'There is nothing at this address.' };
  }
  return { error: 'invalid_request', error_description: describe(type) };
}

function describe(type: unknown): string {
  if (type === 'entity.parse.failed') return 'The body is not valid JSON.';
  if (type === 'entity.too.large') return 'The body is larger than this endpoint accepts.';
  return 'The request cannot be read.';
}

function wordsFor(status: number): { title: string; text: string } {
  if (status === 404) {
    return { title: 'Page not found', text: 'There is nothing at this address.' };
  }
  return status >= 500
    ? { title: 'Something went wrong', text: 'The fault is on our side. Try again in a moment.' }
    : { title: 'This did not work', text: 'The request could not be read.' };
}
