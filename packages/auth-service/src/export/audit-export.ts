import type { Actor, AuditEvent } from '../domain/audit/audit-event.ts';
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
  const open = (target: Parameters<AuditReading['export']>[1]) => audit.export(query, target);
  return exportList({ name: 'audit_events', open, view: auditEventView }, format, now);
}

/** An event in the wire's spelling. */
export const auditEventView = (event: AuditEvent) => ({
  id: event.id,
  at: new Date(event.at).toISOString(),
  type: event.type,
  outcome: event.outcome,
  actor: actorView(event.actor),
  user_id: event.userId ?? null,
  client_id: event.clientId ?? null,
  subject_id: event.subjectId ?? null,
  address: event.address ?? null,
  details: { ...event.details },
});

function actorView(actor: Actor) {
  const { type } = actor;
  if (type === 'client') return { type, user_id: null, client_id: actor.clientId };
  if (type !== 'user') return { type, user_id: null, client_id: null };
  return { type, user_id: actor.userId, client_id: actor.throughClient ?? null };
}
