import type { RequestHandler } from 'express';

/** A token by a scheme that tokens come by (RFC 6750 §2.1, RFC 9449 §7.1). */
const TOKEN = /^(bearer|dpop) +(?=[^ ])/i;

/**
 * What bears no token is answered like a request without one, by a challenge (RFC 6750 §3): a token in the
 * URL, which ends in logs and histories (§2.3), and whatever comes by another scheme.
 */
export const userinfoGate: RequestHandler = (request, _response, next) => {
  const at = request.url.indexOf('?');
  if (at >= 0) request.url = request.url.slice(0, at);
  const { headers } = request;
  const { authorization = '' } = headers;
  // The engine knows one space only (RFC 9110 §11.4).
  if (TOKEN.test(authorization)) headers.authorization = authorization.replace(TOKEN, '$1 ');
  else delete headers.authorization;
  next();
};
