import { appRoutes } from './resources/apps.ts';
import { auditRoutes } from './resources/audit-events.ts';
import { browserSessionRoutes } from './resources/browser-sessions.ts';
import { clientCredentialRoutes } from './resources/clients/client-credentials.ts';
import { clientExportRoutes } from './resources/clients/client-export.ts';
import { clientImportRoutes } from './resources/clients/client-import.ts';
import { clientLifecycleRoutes } from './resources/clients/client-lifecycle.ts';
import { clientListRoutes } from './resources/clients/client-list.ts';
import { clientRoutes } from './resources/clients/client-routes.ts';
import { nodeCredentialRoutes } from './resources/clients/node-credentials.ts';
import { connectedAppRoutes } from './resources/connected-apps.ts';
import { embeddedSessionRoutes } from './resources/embedded-sessions.ts';
import { meRoutes } from './resources/me.ts';
import { membershipRoutes } from './resources/memberships.ts';
import { organizationRoutes } from './resources/organizations.ts';
import { roleRoutes } from './resources/roles.ts';
import { teamRoutes } from './resources/teams.ts';
import { userRoutes } from './resources/users.ts';
import { webhookRoutes } from './resources/webhooks.ts';
import type { Route } from './route.ts';

/** Everything that the API does: mounted from here, documented from here. */
export const ROUTES: readonly Route[] = [
  ...meRoutes,
  ...clientListRoutes,
  // Before the client of that ID, which there cannot be.
  ...clientExportRoutes,
  ...clientImportRoutes,
  ...clientRoutes,
  ...clientLifecycleRoutes,
  ...clientCredentialRoutes,
  ...nodeCredentialRoutes,
  ...organizationRoutes,
  ...teamRoutes,
  ...appRoutes,
  ...userRoutes,
  ...roleRoutes,
  ...membershipRoutes,
  ...connectedAppRoutes,
  ...browserSessionRoutes,
  ...embeddedSessionRoutes,
  ...webhookRoutes,
  ...auditRoutes,
];
