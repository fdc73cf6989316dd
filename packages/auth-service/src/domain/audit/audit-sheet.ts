import type { Cell, Sheet, SheetColumn } from '../sheet/sheet.ts';
import { type AuditEvent, actorIds } from './audit-event.ts';

/** The audit log as a table for people (CM21). */
export const AUDIT_COLUMNS = [
  { header: 'Time', kind: 'instant', width: 27 },
  { header: 'Type', kind: 'text', width: 36 },
  { header: 'Outcome', kind: 'text', width: 15 },
  { header: 'By', kind: 'text', width: 15 },
  { header: 'By user', kind: 'text', width: 22 },
  { header: 'By or through client', kind: 'text', width: 22 },
  { header: 'User', kind: 'text', width: 22 },
  { header: 'Client', kind: 'text', width: 22 },
  { header: 'Subject', kind: 'text', width: 22 },
  { header: 'Address', kind: 'text', width: 22 },
  { header: 'Details', kind: 'text', width: 40 },
  { header: 'ID', kind: 'text', width: 22 },
] as const satisfies readonly SheetColumn[];

export function auditSheet(events: AsyncIterable<AuditEvent>): Sheet {
  async function* rows(): AsyncGenerator<readonly Cell[]> {
    for await (const event of events) yield cellsOf(event);
  }
  return { title: 'Audit events', columns: AUDIT_COLUMNS, rows: rows() };
}

function cellsOf({ actor, ...event }: AuditEvent): Cell[] {
  const by = actorIds(actor);
  return [
    event.at,
    event.type,
    event.outcome,
    actor.type,
    by.userId,
    by.clientId,
    event.userId,
    event.clientId,
    event.subjectId,
    event.address,
    Object.entries(event.details)
      .map(([name, value]) => `${name}=${quoted(String(value))}`)
      .join(' '),
    event.id,
  ];
}

/** So that no value can be taken for several. */
const quoted = (value: string): string => (/[\s"=]/.test(value) ? JSON.stringify(value) : value);
