import express, { type RequestHandler } from 'express';
import { invalidRequest } from '../../domain/errors.ts';

/** Bytes; far above any honest request, far below what would hurt. */
const BODY_LIMIT = 16 * 1024;

const refuse = (message: string) => invalidRequest([{ path: '', message }]);

/** Codes and credentials in a URL end in logs: nothing is taken from there. */
const refuseQuery: RequestHandler = (request, _response, next) => {
  if (request.url.includes('?')) {
    throw refuse(
      'This endpoint takes no query parameters: send everything in the body. Whatever secret was in this URL may be in logs by now; use it no more.',
    );
  }
  next();
};

const requireType =
  (type: string): RequestHandler =>
  (request, _response, next) => {
    if (request.is(type) !== type) {
      throw refuse(`Content-Type must be ${type}, and the body must not be empty.`);
    }
    next();
  };

/** body-parser's errors carry a `type`; its messages may quote the body, so they are not passed on. */
function translate(error: { type?: unknown }): unknown {
  switch (error.type) {
    case 'entity.too.large':
      return refuse(`The body has more than ${BODY_LIMIT} bytes. Send less.`);
    case 'entity.parse.failed':
      return refuse('The body is not well-formed.');
    case 'parameters.too.many':
      return refuse('The form has too many fields.');
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return refuse('Send the body as UTF-8, without Content-Encoding.');
    case 'request.size.invalid':
    case 'request.aborted':
      return refuse('The body is shorter or longer than Content-Length says.');
    default:
      return error;
  }
}

const refusingInOurWords =
  (parser: RequestHandler): RequestHandler =>
  (request, response, next) =>
    parser(request, response, (error?: unknown) => {
      if (typeof error === 'object' && error !== null) next(translate(error));
      else next();
    });

/** `application/json` into `request.body`. */
export function jsonBody(): RequestHandler[] {
  const type = 'application/json';
  const parser = express.json({ type, limit: BODY_LIMIT, inflate: false });
  return [refuseQuery, requireType(type), refusingInOurWords(parser)];
}

/** `application/x-www-form-urlencoded` into `request.body`; a field given twice becomes an array. */
export function formBody(): RequestHandler[] {
  const type = 'application/x-www-form-urlencoded';
  const parser = express.urlencoded({
    type,
    limit: BODY_LIMIT,
    inflate: false,
    extended: false,
    parameterLimit: 50,
  });
  return [refuseQuery, requireType(type), refusingInOurWords(parser)];
}
