import type { Management } from '../management.ts';
import type { ApiClient } from './api-client.ts';
import { machineOnly } from './machine-only.ts';
import { remoteAudit } from './remote-audit.ts';
import { remoteClients, toFilters } from './remote-clients.ts';
import { remoteConnectedApps } from './remote-connected-apps.ts';
import { remoteBrowsing, remoteDirectory, remoteLocales } from './remote-directory.ts';
import { remoteNodeCredentials } from './remote-node-credentials.ts';
import { remoteBrowserSessions, remoteSessions } from './remote-sessions.ts';
import { remoteWebhooks } from './remote-webhooks.ts';

/** What commands work with, by the admin API: as far as who is signed in may. */
export function remoteManagement(api: ApiClient): Management {
  const directory = remoteDirectory(api);
  const clients = remoteClients(api);
  return {
    directory,
    clients,
    files: {
      clients: (query, format) =>
        api.download('/api/v1/clients/export', { ...toFilters(query), format }),
      auditEvents: (query, format) =>
        api.download('/api/v1/audit-events/export', { ...query, format }),
    },
    browse: remoteBrowsing(api),
    nodeCredentials: remoteNodeCredentials(api, clients.get),
    connectedApps: remoteConnectedApps(api),
    sessions: remoteSessions(api, directory),
    browserSessions: remoteBrowserSessions(api, directory),
    audit: remoteAudit(api),
    locales: remoteLocales(api),
    webhooks: remoteWebhooks(api),
    passwords: machineOnly('Passwords are set'),
    keys: machineOnly('Signing keys are seen and rotated'),
    registrationTokens: machineOnly('Registration tokens are made, seen and revoked'),
  };
}
