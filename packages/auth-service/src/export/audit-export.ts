import { type AuditEvent, actorIds } from '../domain/audit/audit-event.ts';
import type { AuditQuery } from '../domain/audit/audit-query.ts';
import type { AuditReading } from '../domain/audit/read-audit.ts';
import { type ExportedFile, exportList } from './exported-file.ts';
import type { FileFormat } from './file-format.ts';

/** The audit events that a query finds as a file; JSON has them as the API answers them. */
export function exportAuditEvents(
  audit: Pick<AuditReading, 'export'>,
  query: AuditQuery,
  format: FileFormat,
  now: number,
): Promise<ExportedFile> {
  return exportList(
    {
      name: 'audit_events',
      open: (target) => audit.export(query, target),
      view: auditEventView,
    },
    format,
    now,
  );
}

/** An event in the wire's spelling. */
export function auditEventView(event: AuditEvent) {
  const by = actorIds(event.actor);
  return {
    id: event.id,
    at: new Date(event.at).toISOString(),
    type: event.type,
    outcome: event.outcome,
    actor: { type: event.actor.type, user_id: by.userId ?? null, client_id: by.clientId ?? null },
    user_id: event.userId ?? null,
    client_id: event.clientId ?? null,
    subject_id: event.subjectId ?? null,
    address: event.address ?? null,
    details: { ...event.details },
  };
}
