import { type Actor, OPERATOR } from './domain/audit/audit-event.ts';
import { type AuditReading, readAudit } from './domain/audit/read-audit.ts';
import {
  type BrowserSessionManagement,
  manageBrowserSessions,
} from './domain/browser-session/manage-browser-sessions.ts';
import {
  type ClientExporting,
  type ClientManagement,
  manageClients,
} from './domain/client/manage-clients.ts';
import {
  manageNodeCredentials,
  type NodeCredentialManagement,
} from './domain/client/node-credentials.ts';
import { type Clock, systemClock } from './domain/clock.ts';
import { browseDirectory, type DirectoryBrowsing } from './domain/directory/browse-directory.ts';
import { type DirectoryManagement, manageDirectory } from './domain/directory/manage-directory.ts';
import { browseSessions, type SessionBrowsing } from './domain/embedded-session/browse-sessions.ts';
import {
  manageSessions,
  type SessionManagement,
} from './domain/embedded-session/manage-sessions.ts';
import { type LocaleManagement, manageLocales } from './domain/locale/manage-locales.ts';
import {
  type ConnectedAppManagement,
  manageConnectedApps,
} from './domain/oauth-token/manage-connected-apps.ts';
import { managePasswords, type PasswordManagement } from './domain/password/manage-passwords.ts';
import {
  type InitialAccessTokenManagement,
  manageInitialAccessTokens,
} from './domain/registration/manage-initial-access-tokens.ts';
import {
  manageSigningKeys,
  type SigningKeyManagement,
} from './domain/signing-key/manage-signing-keys.ts';
import type { Storage } from './domain/storage.ts';
import {
  manageWebhooks,
  type WebhookDependencies,
  type WebhookManagement,
} from './domain/webhook/manage-webhooks.ts';
import { openSqlite } from './storage/sql/sqlite/open-sqlite.ts';

/** What is done by people, each bound by what the actor may do. */
export interface UseCases {
  directory: DirectoryManagement;
  browse: DirectoryBrowsing;
  clients: ClientManagement & ClientExporting;
  nodeCredentials: NodeCredentialManagement;
  passwords: PasswordManagement;
  audit: AuditReading;
  locales: LocaleManagement;
  sessions: SessionManagement;
  browseSessions: SessionBrowsing;
  connectedApps: ConnectedAppManagement;
  browserSessions: BrowserSessionManagement;
  keys: SigningKeyManagement;
  webhooks: WebhookManagement;
  registrationTokens: InitialAccessTokenManagement;
}

/** Everything an operator may do, without HTTP. */
export interface Administration extends UseCases {
  /** The same, bound by the permissions of a user (EM4). */
  as(actor: Actor): UseCases;
}

/** What webhooks need besides the database; without it they can be seen, and none can be made. */
export type WebhookSettings = Pick<WebhookDependencies, 'encryptionKey' | 'networks'>;

export function administration(
  storage: Storage,
  clock: Clock = systemClock,
  webhookSettings: WebhookSettings = {},
): Administration {
  const as = (actor: Actor): UseCases => ({
    directory: manageDirectory({ storage, clock }, actor),
    browse: browseDirectory({ storage }, actor),
    clients: manageClients({ storage, clock }, actor),
    nodeCredentials: manageNodeCredentials({ storage, clock }, actor),
    passwords: managePasswords({ storage, clock }, actor),
    sessions: manageSessions({ storage, clock }, actor),
    browseSessions: browseSessions({ storage, clock }, actor),
    connectedApps: manageConnectedApps({ storage, clock }, actor),
    browserSessions: manageBrowserSessions({ storage, clock }, actor),
    keys: manageSigningKeys({ storage, clock }, actor),
    registrationTokens: manageInitialAccessTokens({ storage, clock }, actor),
    locales: manageLocales({ storage, clock }, actor),
    webhooks: manageWebhooks({ storage, clock, ...webhookSettings }, actor),
    audit: readAudit({ storage, clock }, actor),
  });
  return { ...as(OPERATOR), as };
}

/** An administration with a database of its own. */
export type OpenAdministration = Administration & { storage: Storage; close(): Promise<void> };

/**
 * Opens a database for administration: for the command line and for seeding. Safe beside a running
 * service on the same file; what it changes applies at the service's next request.
 */
export async function openAdministration(options: {
  /** Path of the SQLite file; made and migrated if missing. */
  database: string;
  webhooks?: WebhookSettings;
}): Promise<OpenAdministration> {
  const storage = await openSqlite(options.database);
  return {
    ...administration(storage, systemClock, options.webhooks),
    storage,
    close: () => storage.close(),
  };
}
