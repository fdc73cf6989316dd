import type { IntrospectionResponse } from '@casement/server-sdk/contract';
import type { RequestHandler } from 'express';
import type { DashboardApplications } from '../../domain/dashboard-application.ts';
import { invalidRequest } from '../../domain/errors.ts';
import type { Limits } from '../../domain/limit/limits.ts';
import {
  type IntrospectionDependencies,
  introspectToken,
} from '../../domain/token/introspect-token.ts';
import { readForm } from '../middleware/body.ts';
import { authenticateDashboard } from '../middleware/dashboard-credentials.ts';
import { noteClient } from '../middleware/request-log.ts';

/**
 * `POST /oauth2/introspect` (RFC 7662): a dashboard application asks about one token; for verifiers
 * whose event stream is cut. `token_type_hint` and unknown fields are ignored.
 */
export function introspectionHandler(
  deps: IntrospectionDependencies & { dashboards: DashboardApplications; limits: Limits },
): RequestHandler {
  return async (request, response) => {
    const application = await authenticateDashboard(deps, request);
    noteClient(response, application.clientId);
    const [token, ...others] = (await readForm(request)).getAll('token');
    if (!token || others.length > 0) {
      throw invalidRequest([{ path: 'token', message: 'Required, once: the access token.' }]);
    }
    const claims = await introspectToken(deps, application, token);
    const body: IntrospectionResponse = claims
      ? { active: true, token_type: 'DPoP', ...claims }
      : { active: false };
    response.set('Cache-Control', 'no-store').json(body);
  };
}
