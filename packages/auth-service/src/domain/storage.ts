import type { AuditPageStore } from './audit/audit-page-store.ts';
import type { AuditStore } from './audit/audit-store.ts';
import type { BrowserSessionStore } from './browser-session/browser-session-store.ts';
import type { ChallengeCodeStore } from './challenge-code/challenge-code-store.ts';
import type { MintCandidateStore } from './challenge-code/mint-candidate.ts';
import type { ClientStore } from './client/client-store.ts';
import type { ConsentStore } from './consent/consent-store.ts';
import type { DevicePollStore } from './device-code/device-poll-store.ts';

import type { DirectoryPageStore } from './directory/directory-page-store.ts';

import type { DirectoryStore } from './directory/directory-store.ts';
import type { DelegationStore } from './embedded-session/delegation.ts';
import type {
  EmbeddedSessionStore,
  ProofStore,
} from './embedded-session/embedded-session-store.ts';
import type { SessionPageStore } from './embedded-session/session-page-store.ts';
import type { ExpiryMailStore } from './expiry-mail/expiry-mail-store.ts';
import type { IdempotencyStore } from './idempotency/idempotency-store.ts';
import type { OAuthArtifactStore } from './oauth-artifact/oauth-artifact-store.ts';
import type { ConnectedAppStore } from './oauth-token/connected-app.ts';
import type { TokenCandidateStore } from './oauth-token/token-candidate.ts';
import type { PasswordStore } from './password/password-store.ts';
import type { RegistrationStore } from './registration/registration-store.ts';
import type { SecurityEventStore } from './security-event/security-event-store.ts';
import type { SigningKeyStore } from './signing-key/signing-key.ts';
import type { WebhookStore } from './webhook/webhook-store.ts';

/** One store per concept. */
export interface Stores {
  audit: AuditStore;
  auditPages: AuditPageStore;
  browserSessions: BrowserSessionStore;
  challengeCodes: ChallengeCodeStore;
  clients: ClientStore;
  connectedApps: ConnectedAppStore;
  consents: ConsentStore;
  delegations: DelegationStore;
  devicePolls: DevicePollStore;
  directory: DirectoryStore;
  expiryMails: ExpiryMailStore;
  directoryPages: DirectoryPageStore;
  idempotency: IdempotencyStore;
  mintCandidates: MintCandidateStore;
  oauthArtifacts: OAuthArtifactStore;
  passwords: PasswordStore;
  proofs: ProofStore;
  registrations: RegistrationStore;
  securityEvents: SecurityEventStore;
  sessionPages: SessionPageStore;
  sessions: EmbeddedSessionStore;
  signingKeys: SigningKeyStore;
  tokenCandidates: TokenCandidateStore;
  webhooks: WebhookStore;
}

/** The port through which everything is kept. */
export interface Storage {
  readonly stores: Stores;
  /**
   * All or nothing: whatever `work` wrote is undone when it throws. `work` awaits nothing but these
   * stores, because it may hold the only connection there is.
   */
  transaction<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
  /**
   * Calls back after this process has committed security events; what other processes commit has to be
   * looked for. Answers what ends it.
   */
  onSecurityEvents(listener: () => void): () => void;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
