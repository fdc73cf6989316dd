import type { RequestHandler } from 'express';

/** 200 while the process lives. */
export const liveHandler: RequestHandler = (_request, response) => {
  response.set('Cache-Control', 'no-store').json({ status: 'live' });
};

/** 200 while it can serve: the database answers and no shutdown has begun; 503 otherwise. */
export function readyHandler(ready: () => Promise<boolean>): RequestHandler {
  return async (_request, response) => {
    const ok = await ready();
    response
      .status(ok ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status: ok ? 'ready' : 'not_ready' });
  };
}
