import type { RequestHandler } from 'express';

/**
 * A token in a URL ends in logs and histories: to userinfo it is no token at all, so that the answer is
 * the challenge that a request without one gets (RFC 6750 §2.3, §3).
 */
export const userinfoGate: RequestHandler = (request, _response, next) => {
  const at = request.url.indexOf('?');
  if (at >= 0) request.url = request.url.slice(0, at);
  next();
};
