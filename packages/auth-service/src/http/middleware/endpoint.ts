import type { RequestHandler, Router } from 'express';
import { sendError } from '../error-handler.ts';
import { markAsPage } from '../pages/send-page.ts';
import { noteRoute } from './request-log.ts';

type Method = 'get' | 'post' | 'put' | 'delete';

const ALLOW = { get: 'GET, HEAD', post: 'POST', put: 'PUT', delete: 'DELETE' } as const;

/** What a resource can be asked for, in the order in which `Allow` lists it. */
const METHODS = ['get', 'post', 'put', 'delete'] as const;

/** Mounts one endpoint: its handlers for its method, `405` with `Allow` for every other. */
export function endpoint(
  router: Router,
  method: Method,
  path: string,
  { before = [], handlers }: { before?: RequestHandler[]; handlers: RequestHandler[] },
): void {
  resource(router, path, { before, [method]: handlers });
}

/** The same with handlers for several methods. */
export function resource(
  router: Router,
  path: string,
  {
    before = [],
    ...handlers
  }: { before?: RequestHandler[] } & Partial<Record<Method, RequestHandler[]>>,
): void {
  const methods = METHODS.filter((method) => handlers[method]);
  const allow = methods.map((method) => ALLOW[method]).join(', ');
  const route = router.route(path);
  route.all(
    (_request, response, next) => {
      noteRoute(response, path);
      next();
    },
    ...before,
  );
  for (const method of methods) route[method](...(handlers[method] ?? []));
  route.all((request, response) => {
    response.set('Allow', before.length > 0 ? `${allow}, OPTIONS` : allow);
    sendError(response, 405, {
      error: 'method_not_allowed',
      error_description: `${request.method} is not allowed here: use ${allow}.`,
    });
  });
}

/** For everything that is no endpoint; a browser that somebody looks at is told so in words. */
export const notFound: RequestHandler = (request, response) => {
  if (request.accepts(['json', 'html']) === 'html') markAsPage(response);
  sendError(response, 404, {
    error: 'not_found',
    error_description:
      'There is no such endpoint. The metadata at /.well-known/oauth-authorization-server lists them.',
  });
};
