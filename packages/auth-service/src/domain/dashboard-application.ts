import { createHash, timingSafeEqual } from 'node:crypto';
import { recordableOrigin } from './client/allowed-origin.ts';
import { DomainError, invalidRequest } from './errors.ts';

/** One entry of the deployment's configuration: a framed application and its API. */
export interface DashboardApplication {
  /** `aud` of its tokens. */
  audience: string;
  /** Where its frames are served; the HTTP `Origin` of their exchanges. */
  origin: string;
  /** Its own credentials, for introspection and security events. */
  clientId: string;
  clientSecret: string;
}

/** To whoever asks for embedding where the deployment has none. */
export const NO_DASHBOARDS =
  'No dashboard application is configured, so nothing can be embedded here: name one in the dashboards file (CASEMENT_DASHBOARDS_FILE) and restart.';

export interface DashboardApplications {
  readonly origins: readonly string[];
  /** The application whose frames have this origin; refuses every other origin. */
  byOrigin(origin: string | undefined): DashboardApplication;
  /** The application named by the portal backend, or the only one there is. */
  byAudience(audience: string | undefined): DashboardApplication;
  /**
   * The application with these credentials; `undefined` for wrong ones, after the same steps whether
   * ID or secret is wrong.
   */
  byCredentials(clientId: string, clientSecret: string): DashboardApplication | undefined;
}

export function dashboardApplications(
  applications: readonly DashboardApplication[],
): DashboardApplications {
  const byOrigin = new Map(applications.map((application) => [application.origin, application]));
  const byAudience = new Map(
    applications.map((application) => [application.audience, application]),
  );
  const secrets = applications.map((application) => ({
    application,
    digest: credentialsDigest(application.clientId, application.clientSecret),
  }));
  const refuseAudience = (message: string) => invalidRequest([{ path: 'audience', message }]);
  return {
    origins: [...byOrigin.keys()],
    byOrigin(origin) {
      const application = origin === undefined ? undefined : byOrigin.get(origin);
      if (application) return application;
      throw new DomainError(
        'origin_not_allowed',
        applications.length === 0
          ? NO_DASHBOARDS
          : 'The Origin header must be exactly the origin of a configured dashboard application: call from the frame, in a browser, and compare the origin in the dashboard configuration (scheme, host, port).',
        { attribution: { details: { origin: recordableOrigin(origin) } } },
      );
    },
    byCredentials(clientId, clientSecret) {
      const presented = credentialsDigest(clientId, clientSecret);
      let match: DashboardApplication | undefined;
      for (const { application, digest } of secrets) {
        if (timingSafeEqual(presented, digest)) match = application;
      }
      return match;
    },
    byAudience(audience) {
      const [only] = applications;
      if (!only) throw refuseAudience(NO_DASHBOARDS);
      if (audience === undefined) {
        if (applications.length === 1) return only;
        throw refuseAudience(
          `Required, because ${applications.length} dashboard applications are configured: name the audience that the frame belongs to.`,
        );
      }
      const application = byAudience.get(audience);
      if (application) return application;
      throw refuseAudience(
        'No dashboard application with this audience is configured: send the audience exactly as the dashboards file (CASEMENT_DASHBOARDS_FILE) has it, or add the application there and restart.',
      );
    },
  };
}

/** Both halves in one digest of fixed length: comparing it says nothing about which was wrong. */
function credentialsDigest(clientId: string, clientSecret: string): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([clientId, clientSecret]))
    .digest();
}
