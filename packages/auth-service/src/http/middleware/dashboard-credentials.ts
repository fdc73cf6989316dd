import type { Request } from 'express';
import {
  type DashboardApplication,
  type DashboardApplications,
  NO_DASHBOARDS,
} from '../../domain/dashboard-application.ts';
import { DomainError } from '../../domain/errors.ts';
import { limitFailedAuthentication } from '../../domain/limit/failed-authentication.ts';
import type { Limits } from '../../domain/limit/limits.ts';
import { basicCredentials } from '../embed/basic-credentials.ts';
import { requestAddress } from './request-address.ts';

/**
 * The dashboard application that asks, by its `client_secret_basic` credentials from the deployment's
 * configuration.
 *
 * @throws DomainError `invalid_client`, the same for absent, unknown and wrong credentials; `slow_down`
 *   after too many failures
 */
export async function authenticateDashboard(
  { dashboards, limits }: { dashboards: DashboardApplications; limits: Limits },
  request: Request,
): Promise<DashboardApplication> {
  if (dashboards.origins.length === 0) throw new DomainError('invalid_client', NO_DASHBOARDS);
  const basic = basicCredentials(request.headers.authorization);
  if (!basic) throw invalidDashboard();
  const attempt = { clientId: basic.clientId, address: requestAddress(request) };
  return limitFailedAuthentication(limits, attempt, async () => {
    const application = dashboards.byCredentials(basic.clientId, basic.clientSecret);
    if (!application) throw invalidDashboard();
    return application;
  });
}

const invalidDashboard = (): DomainError =>
  new DomainError(
    'invalid_client',
    'Dashboard authentication failed: send client_id and client_secret of a configured dashboard application as Basic credentials. An embedded client’s credentials do not count here.',
  );
