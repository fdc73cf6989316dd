import type { RequestHandler } from 'express';
import { invalidRequest } from '../../domain/errors.ts';
import { sendError } from '../error-handler.ts';

/**
 * What Node would refuse by itself, without a body: a request without its host (RFC 9112 §3.2; what it
 * says is of no consequence here), and an expectation that nobody knows (RFC 9110 §10.1.1).
 */
export const checkSemantics: RequestHandler = ({ headers, httpVersion }, response, next) => {
  if (headers.host === undefined && httpVersion === '1.1') {
    throw invalidRequest([{ path: 'Host', message: 'Required in HTTP/1.1 (RFC 9112 §3.2).' }]);
  }
  if (headers.expect !== undefined && !/^100-continue$/i.test(headers.expect)) {
    response.set('Connection', 'close');
    sendError(response, 417, {
      error: 'invalid_request',
      error_description: 'Expect: only 100-continue is understood (RFC 9110 §10.1.1).',
    });
    return;
  }
  next();
};
