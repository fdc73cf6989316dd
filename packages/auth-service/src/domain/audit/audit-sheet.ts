import type { Cell, Sheet, SheetColumn } from '../sheet/sheet.ts';
import type { AuditEvent } from './audit-event.ts';

/** The audit log as a table for people (CM21). */
export const AUDIT_COLUMNS = [
  { header: 'Time', kind: 'instant', width: 20 },
  { header: 'Type', kind: 'text', width: 28 },
  { header: 'Outcome', kind: 'text', width: 10 },
  { header: 'By', kind: 'text', width: 10 },
  { header: 'By user', kind: 'text', width: 24 },
  { header: 'By or through client', kind: 'text', width: 24 },
  { header: 'User', kind: 'text', width: 24 },
  { header: 'Client', kind: 'text', width: 24 },
  { header: 'Subject', kind: 'text', width: 24 },
  { header: 'Address', kind: 'text', width: 16 },
  { header: 'Details', kind: 'text', width: 44 },
  { header: 'ID', kind: 'text', width: 24 },
] as const satisfies readonly SheetColumn[];

export function auditSheet(events: AsyncIterable<AuditEvent>): Sheet {
  async function* rows(): AsyncGenerator<readonly Cell[]> {
    for await (const event of events) yield cellsOf(event);
  }
  return { title: 'Audit events', columns: AUDIT_COLUMNS, rows: rows() };
}

function cellsOf({ actor, ...event }: AuditEvent): Cell[] {
  return [
    event.at,
    event.type,
    event.outcome,
    actor.type,
    actor.type === 'user' ? actor.userId : undefined,
    actor.type === 'user'
      ? actor.throughClient
      : actor.type === 'client'
        ? actor.clientId
        : undefined,
    event.userId,
    event.clientId,
    event.subjectId,
    event.address,
    Object.entries(event.details)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
    event.id,
  ];
}
