import type { Cell, Sheet, SheetColumn } from '../sheet/sheet.ts';
import { type AuditEvent, actorIds } from './audit-event.ts';
import { detailText } from './detail-text.ts';

/** The audit log as a table for people (CM21). */
export const AUDIT_COLUMNS = [
  { header: 'Time', kind: 'instant', width: 27, seconds: true },
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

/** @param nameOf what people know a user by; the ID where nothing else is to be said */
export function auditSheet(
  events: AsyncIterable<AuditEvent>,
  nameOf: (id: string) => string | Promise<string> = (id) => id,
): Sheet {
  const named = async (id: string | undefined) => (id === undefined ? id : nameOf(id));
  async function* rows(): AsyncGenerator<readonly Cell[]> {
    for await (const event of events) {
      const by = actorIds(event.actor);
      yield cellsOf(event, {
        by: await named(by.userId),
        user: await named(event.userId),
        subject: await named(event.subjectId),
      });
    }
  }
  return { title: 'Audit events', columns: AUDIT_COLUMNS, rows: rows() };
}

type Names = Record<'by' | 'user' | 'subject', string | undefined>;

function cellsOf({ actor, ...event }: AuditEvent, names: Names): Cell[] {
  const by = actorIds(actor);
  return [
    event.at,
    event.type,
    event.outcome,
    actor.type,
    names.by,
    by.clientId,
    names.user,
    event.clientId,
    names.subject,
    event.address,
    Object.entries(event.details)
      .map(([name, value]) => `${name}=${quoted(detailText(value))}`)
      .join(' '),
    event.id,
  ];
}

/** So that no value can be taken for several. */
const quoted = (value: string): string => (/[\s"=]/.test(value) ? JSON.stringify(value) : value);
