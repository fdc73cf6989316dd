import type { Kysely } from 'kysely';

/** What a migration cannot say in SQL that every database understands; one per dialect. */
export interface DialectSchema {
  /**
   * Makes the database itself refuse every update of an audit event, every replacement, and every
   * removal but of events before `audit_retention.delete_before`.
   */
  protectAuditEvents(db: Kysely<unknown>): Promise<void>;
}
