import type { Actor } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import { refuseFaults } from '../errors.ts';
import { snakeCase } from '../letter-case.ts';
import type { Storage } from '../storage.ts';
import type { Sheet } from './sheet.ts';

/** A list that leaves the service whole: item by item, or as a table for people. One of the two is read, once. */
export interface ListExport<T> {
  items: AsyncIterable<T>;
  sheet: Sheet;
}

/** As what it leaves. */
export interface ExportTarget {
  /** File extension. */
  format: string;
  /** More are refused; `undefined`: however many. */
  maxRows: number | undefined;
}

interface ExportedQuery {
  list: 'clients' | 'audit_events';
  /** What narrows it. The values stay out of the audit log: people type whatever they have at hand. */
  query: object;
  /** How many it finds; those beyond `most` need not be counted. */
  count(most: number): Promise<number>;
}

/**
 * Lets somebody take a list away: refuses one that is too long for its format, and brings into the audit
 * log who took which list, before the first line of it leaves.
 *
 * @throws DomainError `invalid_request`
 */
export async function allowExport(
  { storage, clock }: { storage: Storage; clock: Clock },
  actor: Actor,
  { list, query, count }: ExportedQuery,
  { format, maxRows }: ExportTarget,
): Promise<void> {
  if (maxRows !== undefined && (await count(maxRows + 1)) > maxRows) {
    const message = `A ${format} has at most ${maxRows} rows, and these are more: narrow the filters, or take another format.`;
    refuseFaults([{ path: 'format', message }]);
  }
  const filters = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => snakeCase(name));
  await recordAudit(storage.stores.audit, clock, {
    type: 'list.exported',
    actor,
    details: { list, format, ...(filters.length > 0 ? { filters: filters.join(' ') } : {}) },
  });
}
