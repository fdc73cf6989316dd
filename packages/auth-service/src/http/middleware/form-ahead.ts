import type { RequestHandler } from 'express';
import { readFormAhead } from './body.ts';

/** Put before the engine where it takes a form: by our rules, and not by its own. */
export const formAhead: RequestHandler = async (request, _response, next) => {
  await readFormAhead(request);
  next();
};
