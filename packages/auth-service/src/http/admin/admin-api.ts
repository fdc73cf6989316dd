import { type RequestHandler, Router } from 'express';
import type { Logger } from 'pino';
import type { RefusalLog } from '../../domain/audit/refusal-log.ts';
import { auditRefusals } from '../middleware/audit-refusals.ts';
import { limitAddress } from '../middleware/limit-address.ts';
import { registeredCors } from '../middleware/registered-cors.ts';
import { noteRoute } from '../middleware/request-log.ts';
import { mountDocs } from './docs/mount-docs.ts';
import { openApiDocument } from './openapi/openapi-document.ts';
import { ApiProblem } from './problem.ts';
import { problemHandler } from './problem-handler.ts';
import type { Route } from './route.ts';
import { ROUTES } from './route-table.ts';
import { type ServeDependencies, serveRoute } from './serve-route.ts';

export interface AdminApiDependencies extends ServeDependencies {
  refusals: RefusalLog;
  logger: Logger;
}

const HEADERS = [
  ...['Authorization', 'Content-Type', 'DPoP'],
  ...['If-Match', 'If-None-Match', 'Idempotency-Key'],
].join(', ');

/**
 * The admin API, from the same table as its documentation. Only a token authenticates, never a cookie, so
 * that no other site can make a browser act here.
 */
export function adminApi(deps: AdminApiDependencies): Router {
  const { issuer, logger } = deps;
  const router = Router({ caseSensitive: true, strict: true });
  const { clients } = deps.storage.stores;
  // Before a token is looked at, so that floods of wrong ones end here too.
  const limited = limitAddress(deps.limits, 'admin_requests_per_address');
  for (const [path, routes] of Map.groupBy(ROUTES, ({ path }) => path)) {
    const methods = routes.map(({ method }) => method.toUpperCase());
    const cors = registeredCors((origin) => clients.isCorsOrigin(origin), {
      methods: methods.join(', '),
      headers: HEADERS,
    });
    mount(router, path, routes, {
      cors,
      serve: (route) => [limited, serveRoute(deps, route)],
    });
  }
  const document = openApiDocument(issuer, ROUTES);
  const text = JSON.stringify(document);
  mountDocs(router, { issuer, routes: ROUTES, document });
  const described = router.route('/api/v1/openapi.json');
  described.all((_request, response, next) => {
    noteRoute(response, '/api/v1/openapi.json');
    next();
  });
  described.get((_request, response) => {
    response.set('Cache-Control', 'public, max-age=300').type('application/json').send(text);
  });
  described.all(refuseMethod(['GET', 'HEAD']));
  router.use('/api', () => {
    throw new ApiProblem(
      'not_found',
      `There is no such resource. ${issuer}/api/v1/docs lists them.`,
    );
  });
  router.use('/api', auditRefusals(deps.refusals, logger), problemHandler(issuer, logger));
  return router;
}

function mount(
  router: Router,
  path: string,
  routes: readonly Route[],
  { cors, serve }: { cors: RequestHandler; serve: (route: Route) => RequestHandler[] },
): void {
  const mounted = router.route(path.replace(/\{(\w+)\}/g, ':$1'));
  mounted.all((_request, response, next) => {
    noteRoute(response, path);
    next();
  }, cors);
  for (const route of routes) mounted[route.method](serve(route));
  const allowed = routes.flatMap(({ method }) =>
    method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()],
  );
  mounted.all(refuseMethod(allowed));
}

function refuseMethod(allowed: readonly string[]): RequestHandler {
  return (request) => {
    throw new ApiProblem(
      'method_not_allowed',
      `${request.method} is not allowed here: use ${allowed.join(', ')}.`,
      { headers: { Allow: [...allowed, 'OPTIONS'].join(', ') } },
    );
  };
}
