import type { Request } from 'express';
import {
  authenticateOAuthClient,
  verifyOAuthClient,
} from '../../domain/client/authenticate-oauth-client.ts';
import type { AuthenticationDependencies } from '../../domain/client/client-authentication.ts';
import { invalidClient } from '../../domain/client/invalid-client.ts';
import type { OAuthClient } from '../../domain/client/oauth-client.ts';
import type {
  DashboardApplication,
  DashboardApplications,
} from '../../domain/dashboard-application.ts';
import { limitFailedAuthentication } from '../../domain/limit/failed-authentication.ts';
import { basicCredentials } from '../embed/basic-credentials.ts';
import { readForm } from '../middleware/body.ts';
import { requestAddress } from '../middleware/request-address.ts';
import { formCredentials } from './form-credentials.ts';

/** Who asks, and what they sent. */
export interface Asker {
  form: URLSearchParams;
  who: { application: DashboardApplication } | { client: OAuthClient };
}

/**
 * Authenticates who asks about a token: a dashboard application by its configured credentials, or a
 * client of the standard flows by its own. Basic credentials are judged before the body is read.
 *
 * @throws DomainError `invalid_client`, the same for absent, unknown and wrong credentials; `slow_down`
 *   after too many failures; `invalid_request`
 */
export async function authenticateAsker(
  deps: AuthenticationDependencies & { dashboards: DashboardApplications },
  request: Request,
): Promise<Asker> {
  const basic = basicCredentials(request.headers.authorization);
  if (!basic) {
    // Whoever sends neither has nothing to say who they are.
    if (request.headers['content-type'] === undefined) throw invalidClient();
    const form = await readForm(request);
    const client = await authenticateOAuthClient(deps, formCredentials(request, form));
    return { form, who: { client } };
  }
  const { clientId, clientSecret: secret } = basic;
  const address = requestAddress(request);
  const who = await limitFailedAuthentication(deps.limits, { clientId, address }, async () => {
    const application = deps.dashboards.byCredentials(clientId, secret);
    if (application) return { application };
    const client = await verifyOAuthClient(deps, { method: 'secret', clientId, secret, address });
    return { client };
  });
  const form = await readForm(request);
  // Refuses a second way of authenticating beside the first.
  if ('client' in who) formCredentials(request, form);
  return { form, who };
}
