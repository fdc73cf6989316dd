/**
 * The issuer: embedded clients, challenge codes, sender-constrained tokens, directory, audit.
 * Importing has no side effect; `main.ts` is the program.
 */
export { type Administration, openAdministration } from './administration.ts';
export {
  type AuthServiceOptions,
  type Config,
  loadConfig,
  resolveConfig,
} from './config/config.ts';
export { ConfigError } from './config/config-error.ts';
export type { AuditEvent, AuditEventType } from './domain/audit/audit-event.ts';
export type { AuditQuery } from './domain/audit/audit-query.ts';
export type { AppClientInput } from './domain/client/app-client-input.ts';
export type { Client, EmbeddedClient } from './domain/client/client.ts';
export type { CreatedOAuthClient } from './domain/client/create-oauth-client.ts';
export type { EmbeddedClientInput } from './domain/client/embedded-client-input.ts';
export type { LifetimeWarning, WarningSeverity } from './domain/client/lifetime-warning.ts';
export type { ClientManagement, CreatedClient } from './domain/client/manage-clients.ts';
export type { AppClient, OAuthClient, ServiceClient } from './domain/client/oauth-client.ts';
export type { ServiceClientInput } from './domain/client/service-client-input.ts';
export type { Membership, Organization, Role, Team, User } from './domain/directory/directory.ts';
export type { DirectoryManagement } from './domain/directory/manage-directory.ts';
export type { EmbeddedSession } from './domain/embedded-session/embedded-session.ts';
export type {
  SessionManagement,
  SessionQuery,
  SessionSelection,
} from './domain/embedded-session/manage-sessions.ts';
export { DomainError, type DomainErrorCode } from './domain/errors.ts';
export type {
  SigningKeyManagement,
  SigningKeySummary,
} from './domain/signing-key/manage-signing-keys.ts';
export { WrongEncryptionKeyError } from './domain/signing-key/signing-key-material.ts';
export { generateEncryptionKey } from './encryption-key.ts';
export { type AuthService, type Overrides, startAuthService } from './start-auth-service.ts';
