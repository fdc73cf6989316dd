/**
 * The tables, as Kysely sees them. Portable: text for IDs and JSON, integer milliseconds for time,
 * integer 0/1 for truth.
 */
import type { AuditOutcome } from '../../domain/audit/audit-event.ts';
import type { ClientStatus, ClientType, UserMode } from '../../domain/client/client.ts';
import type { ClientAssertionAlgorithm } from '../../domain/client/client-public-key.ts';
import type {
  AccessPreset,
  ClientRole,
  Platform,
  TeamSelection,
} from '../../domain/client/oauth-client.ts';
import type { UserStatus } from '../../domain/directory/directory.ts';
import type { ExpiryMailState } from '../../domain/expiry-mail/expiry-mail-store.ts';
import type { ArtifactKind } from '../../domain/oauth-artifact/oauth-artifact.ts';
import type { Scope } from '../../domain/scope/scope.ts';
import type { WebhookStatus } from '../../domain/webhook/webhook-endpoint.ts';
import type { DeliveryState } from '../../domain/webhook/webhook-store.ts';

export interface Schema {
  organizations: OrganizationRow;
  teams: TeamRow;
  apps: AppRow;
  users: UserRow;
  roles: RoleRow;
  role_permissions: RolePermissionRow;
  memberships: MembershipRow;
  clients: ClientRow;
  client_origins: ClientOriginRow;
  client_secrets: ClientSecretRow;
  expiry_mails: ExpiryMailRow;
  client_public_keys: ClientPublicKeyRow;
  oauth_clients: OAuthClientRow;
  client_cors_origins: ClientOriginRow;
  client_restrictions: ClientRestrictionRow;
  client_scopes: ClientScopeRow;
  client_roles: ClientRoleRow;
  user_passwords: UserPasswordRow;
  oauth_artifacts: OAuthArtifactRow;
  device_polls: DevicePollRow;
  initial_access_tokens: InitialAccessTokenRow;
  registration_access_tokens: RegistrationAccessTokenRow;
  browser_sessions: BrowserSessionRow;
  grant_teams: GrantTeamRow;
  all_team_grants: AllTeamGrantRow;
  challenge_codes: ChallengeCodeRow;
  embedded_sessions: EmbeddedSessionRow;
  used_proofs: UsedJtiRow;
  used_assertions: UsedJtiRow;
  signing_keys: SigningKeyRow;
  idempotency_keys: IdempotencyKeyRow;
  audit_events: AuditEventRow;
  audit_retention: AuditRetentionRow;
  deleted_clients: DeletedClientRow;
  security_events: SecurityEventRow;
  security_event_head: SecurityEventHeadRow;
  webhook_endpoints: WebhookEndpointRow;
  webhook_subscriptions: WebhookSubscriptionRow;
  webhook_deliveries: WebhookDeliveryRow;
  webhook_attempts: WebhookAttemptRow;
}

export interface OrganizationRow {
  id: string;
  name: string;
  locale: string | null;
  created_at: number;
}

export interface TeamRow {
  id: string;
  organization_id: string;
  name: string;
  slug: string;
  created_at: number;
}

export interface AppRow {
  id: string;
  team_id: string;
  name: string;
  slug: string;
  created_at: number;
}

/** Named by a hash; see `domain/idempotency`. */
export interface IdempotencyKeyRow {
  id: string;
  fingerprint: string;
  /** Encrypted; null while the first request is under way. */
  answer: string | null;
  created_at: number;
  expires_at: number;
}

export interface UserRow {
  id: string;
  email: string;
  email_normalized: string;
  name: string;
  status: UserStatus;
  locale: string | null;
  created_at: number;
}

export interface RoleRow {
  id: string;
  everywhere: number;
}

export interface RolePermissionRow {
  role_id: string;
  permission: string;
}

export interface MembershipRow {
  team_id: string;
  user_id: string;
  role_id: string;
  created_at: number;
}

export interface ClientRow {
  id: string;
  type: ClientType;
  name: string;
  /** In which it is sorted and searched. */
  name_key: string;
  description: string | null;
  client_uri: string | null;
  contact: string | null;
  /** Limited to no team; 0 for every embedded client. */
  all_teams: number;
  /** Of embedded clients only. */
  team_id: string | null;
  /** Of embedded clients only. */
  user_mode: UserMode | null;
  static_user_id: string | null;
  access_token_lifetime: number;
  /** Its own limit; null: only the service's. */
  requests_per_minute: number | null;
  status: ClientStatus;
  version: number;
  /** 0: never. */
  last_used_at: number;
  /** When its last secret expires; the greatest safe integer: never, or there is none. */
  secrets_expire_at: number;
  created_at: number;
  created_by: string | null;
}

/** What an app or service client has beside its row in `clients`; lists of strings as JSON. */
export interface OAuthClientRow {
  client_id: string;
  access_preset: AccessPreset;
  scopes: string;
  confidential: number;
  platform: Platform;
  grant_types: string;
  redirect_uris: string;
  post_logout_redirect_uris: string;
  backchannel_logout_uri: string | null;
  team_selection: TeamSelection;
  refresh_token: number;
  refresh_token_lifetime: number;
  refresh_grace: number;
  /** As whom a service client acts; null for every other. */
  user_id: string | null;
}

export interface ClientRestrictionRow {
  client_id: string;
  node_type: 'organization' | 'team';
  node_id: string;
}

export interface ClientScopeRow {
  client_id: string;
  scope: Scope;
}

export interface ClientRoleRow {
  client_id: string;
  node_type: ClientRole['nodeType'];
  node_id: string;
  role_id: string;
}

/** Keyed by the hash of what its holder presents, and by its kind. */
export interface OAuthArtifactRow {
  key: string;
  kind: ArtifactKind;
  client_id: string | null;
  user_id: string | null;
  grant_key: string | null;
  uid: string | null;
  user_code: string | null;
  payload: string;
  expires_at: number;
  consumed_at: number | null;
}

export interface InitialAccessTokenRow {
  id: string;
  hash: string;
  name: string;
  access_preset: AccessPreset;
  created_at: number;
  expires_at: number;
  revoked_at: number | null;
  last_used_at: number | null;
}

export interface RegistrationAccessTokenRow {
  client_id: string;
  hash: string;
}

/** Keyed by the hash of the device code. */
export interface DevicePollRow {
  key: string;
  polled_at: number;
  /** Milliseconds until the next poll is in time. */
  wait: number;
  /** 1 when the newest poll was not in time. */
  too_soon: number;
  expires_at: number;
}

/** A team that was chosen at consent; its grant is an artifact. */
export interface GrantTeamRow {
  grant_key: string;
  grant_kind: 'Grant';
  team_id: string;
}

/** A grant for all teams, those to come too; it has no rows among the single ones. */
export type AllTeamGrantRow = Omit<GrantTeamRow, 'team_id'>;

export interface UserPasswordRow {
  user_id: string;
  /** PHC string; see `domain/password`. */
  hash: string;
  changed_at: number;
}

export interface ClientOriginRow {
  client_id: string;
  origin: string;
}

export interface ClientSecretRow {
  id: string;
  client_id: string;
  name: string;
  hash: string;
  prefix: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
  /** Set where a rotation decided when it ends: nobody is to be warned of that. */
  superseded_at: number | null;
  /** The last stage of which every mail is settled: it and those before are never looked at again. */
  mailed_stage: number | null;
}

/** One mail: a secret's stage to one user. */
export interface ExpiryMailRow {
  secret_id: string;
  stage: number;
  recipient_id: string;
  state: ExpiryMailState;
  /** Whoever holds it may settle the row. */
  claim: string;
  /** While it is claimed: until when; afterwards anybody may claim it. */
  available_at: number;
  attempts: number;
  settled_at: number | null;
}

export interface ClientPublicKeyRow {
  id: string;
  client_id: string;
  kid: string;
  algorithm: ClientAssertionAlgorithm;
  jwk: string;
  created_at: number;
  revoked_at: number | null;
}

export interface ChallengeCodeRow {
  id: string;
  client_id: string;
  user_id: string;
  embedder_origin: string;
  audience: string;
  key_thumbprint: string | null;
  parameters: string;
  created_at: number;
  expires_at: number;
  consumed_at: number | null;
}

export interface EmbeddedSessionRow {
  id: string;
  client_id: string;
  user_id: string;
  team_id: string;
  embedder_origin: string;
  audience: string;
  key_thumbprint: string;
  created_at: number;
  last_renewed_at: number;
  renewals: number;
  expires_at: number;
  user_agent: string | null;
  address: string | null;
  revoked_at: number | null;
  revoked_reason: string | null;
  /** `iat` of its newest token, in seconds. */
  token_issued_at: number;
}

/** Both kinds of used `jti`: of DPoP proofs, and of client assertions. */
export interface UsedJtiRow {
  /** Hash over owner and `jti`. */
  id: string;
  expires_at: number;
}

export interface SigningKeyRow {
  kid: string;
  algorithm: 'ES256';
  public_jwk: string;
  encrypted_private_jwk: string;
  created_at: number;
  /** 1 for the one key that signs, null for every other; unique, so there is never a second. */
  active: number | null;
  /** 1 for the one key that signs next, null for every other; unique too. */
  next: number | null;
  activated_at: number | null;
  retired_at: number | null;
}

export interface AuditEventRow {
  id: string;
  at: number;
  type: string;
  actor: string;
  user_id: string | null;
  client_id: string | null;
  subject_id: string | null;
  details: string;
  address: string | null;
  outcome: AuditOutcome;
  /** Of `actor`, to be searched; null in events of before these columns. */
  actor_user_id: string | null;
  actor_client_id: string | null;
}

/** One row: until when events may be removed. 0 but for the moments in which the retention job runs. */
export interface AuditRetentionRow {
  id: 1;
  delete_before: number;
}

/** One row per team; a client for every team has none. As old as the oldest event at most. */
/** Of clients that have moved, too: until then they were this team's. */
export interface DeletedClientRow {
  client_id: string;
  deleted_at: number;
  team_id: string;
  created_at: number;
}

export interface SecurityEventRow {
  /** Given by the head, not by the database: in the order of commits. */
  sequence: number;
  at: number;
  type: string;
  client_id: string | null;
  user_id: string | null;
  session_id: string | null;
  jti: string | null;
}

/** Its one row holds the place of the newest event, also when that event is forgotten. */
export interface SecurityEventHeadRow {
  newest: number;
}

export interface BrowserSessionRow {
  id: string;
  key: string;
  user_id: string;
  user_agent: string | null;
  address: string | null;
  created_at: number;
  last_active_at: number;
  expires_at: number;
  revoked_at: number | null;
}

export interface WebhookEndpointRow {
  id: string;
  /** Null: told of every organization's clients. */
  organization_id: string | null;
  url: string;
  description: string | null;
  /** 1: whatever its subscriptions say. */
  all_events: number;
  status: WebhookStatus;
  sealed_secret: string;
  sealed_previous: string | null;
  previous_until: number | null;
  created_at: number;
  created_by: string | null;
}

export interface WebhookSubscriptionRow {
  endpoint_id: string;
  type: string;
}

/** The outbox: written in the transaction of the event. */
export interface WebhookDeliveryRow {
  event_id: string;
  endpoint_id: string;
  type: string;
  body: string;
  state: DeliveryState;
  /** Whoever holds it may settle the row; null until somebody took it. */
  claim: string | null;
  /** From when on anybody may take it. */
  available_at: number;
  attempts: number;
  created_at: number;
  settled_at: number | null;
}

export interface WebhookAttemptRow {
  event_id: string;
  endpoint_id: string;
  number: number;
  at: number;
  duration: number;
  status: number | null;
  error: string | null;
}
