import type { RequestHandler } from 'express';
import { refuseForeignForm } from './form-token.ts';

/** Put before handlers that check a form's own proof: another site's form does not get that far. */
export function ownForms(issuer: string): RequestHandler {
  const { origin } = new URL(issuer);
  return (request, _response, next) => {
    refuseForeignForm(request, origin);
    next();
  };
}
