/**
 * The issuer: embedded clients, challenge codes, sender-constrained tokens, directory, audit.
 * Importing has no side effect; `casement serve` is the program.
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
export type { ClientPatch } from './domain/client/client-patch.ts';
export type { ClientPage, ClientQuery } from './domain/client/client-query.ts';
export type { SecretSummary } from './domain/client/client-secret.ts';
export type { ClientWarning, ClientWarningCode } from './domain/client/client-warning.ts';
export type { ClientPreview, CreatedClient, NewClient } from './domain/client/create-client.ts';
export type { EmbeddedClientInput } from './domain/client/embedded-client-input.ts';
export type {
  ClientManagement,
  CreatedConfidentialClient,
} from './domain/client/manage-clients.ts';
export type {
  CreatedSecret,
  RotationInput,
  SecretManagement,
} from './domain/client/manage-secrets.ts';
export type { AppClient, OAuthClient, ServiceClient } from './domain/client/oauth-client.ts';
export type { SecretInput } from './domain/client/secret-input.ts';
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
export type { Warning, WarningLevel } from './domain/warning.ts';
export { generateEncryptionKey } from './encryption-key.ts';
export { type AuthService, type Overrides, startAuthService } from './start-auth-service.ts';
