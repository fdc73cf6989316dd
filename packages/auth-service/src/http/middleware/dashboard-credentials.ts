import type { Request } from 'express';
import type {
  DashboardApplication,
  DashboardApplications,
} from '../../domain/dashboard-application.ts';
import { DomainError } from '../../domain/errors.ts';
import { basicCredentials } from '../embed/basic-credentials.ts';

/**
 * The dashboard application that asks, by its `client_secret_basic` credentials from the deployment's
 * configuration.
 *
 * @throws DomainError `invalid_client`, the same for absent, unknown and wrong credentials
 */
export function authenticateDashboard(
  dashboards: DashboardApplications,
  request: Request,
): DashboardApplication {
  const basic = basicCredentials(request.headers.authorization);
  const application = basic && dashboards.byCredentials(basic.clientId, basic.clientSecret);
  if (application) return application;
  throw new DomainError(
    'invalid_client',
    'Dashboard authentication failed: send client_id and client_secret of a configured dashboard application as Basic credentials. An embedded client’s credentials do not count here.',
  );
}
