import type { AuditOutcome } from '../../../domain/audit/audit-event.ts';

/** What the service keeps for its own running: its keys, its log, what it has answered and announced. */
export interface OperationTables {
  signing_keys: SigningKeyRow;
  idempotency_keys: IdempotencyKeyRow;
  audit_events: AuditEventRow;
  audit_retention: AuditRetentionRow;
  deleted_clients: DeletedClientRow;
  security_events: SecurityEventRow;
  security_event_head: SecurityEventHeadRow;
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

/** Named by a hash; see `domain/idempotency`. */
export interface IdempotencyKeyRow {
  id: string;
  fingerprint: string;
  /** Encrypted; null while the first request is under way. */
  answer: string | null;
  created_at: number;
  expires_at: number;
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
