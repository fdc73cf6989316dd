import { sql } from 'kysely';
import type { DialectSchema } from '../dialect-schema.ts';

const TRIGGERS = [
  `create trigger audit_events_no_update before update on audit_events
   begin select raise(abort, 'audit events are append-only: they cannot be changed'); end`,
  `create trigger audit_events_no_delete before delete on audit_events
   when old.at >= coalesce((select delete_before from audit_retention), 0)
   begin select raise(abort, 'audit events are append-only: only the retention job removes them'); end`,
  // "insert or replace" deletes without asking the delete trigger (unless recursive_triggers is on).
  `create trigger audit_events_no_replace before insert on audit_events
   when exists (select 1 from audit_events where id = new.id)
   begin select raise(abort, 'audit events are append-only: this id exists'); end`,
  `create trigger audit_retention_one_row before delete on audit_retention
   begin select raise(abort, 'audit_retention has exactly one row'); end`,
];

/** SQLite's own way (https://www.sqlite.org/lang_createtrigger.html). */
export const sqliteSchema: DialectSchema = {
  async protectAuditEvents(db) {
    for (const trigger of TRIGGERS) await sql.raw(trigger).execute(db);
  },
};
