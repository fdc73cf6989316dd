import type { FieldFault } from '@casement/server-sdk/contract';
import type { Clock } from '../clock.ts';
import { DomainError, invalidRequest } from '../errors.ts';
import type { Storage } from '../storage.ts';
import {
  type Actor,
  AUDIT_EVENT_TYPES,
  type AuditEvent,
  type AuditEventType,
  OPERATOR,
} from './audit-event.ts';
import type { AuditFilter, AuditStore } from './audit-store.ts';

/** An audit filter as a person writes it. */
export interface AuditQuery {
  type?: string | undefined;
  clientId?: string | undefined;
  userId?: string | undefined;
  /** ISO 8601 (`2026-03-01`, `2026-03-01T12:00Z`), or how long ago (`30m`, `12h`, `7d`). */
  since?: string | undefined;
  until?: string | undefined;
  limit?: number | undefined;
}

export interface AuditReading {
  /**
   * Audit events, newest first.
   *
   * @throws DomainError `invalid_request`, with every fault of the query; `permission_required`
   */
  list(query?: AuditQuery): Promise<AuditEvent[]>;
}

/** The audit log spans every organization: as yet it is read by the operator alone. */
export function readAudit(
  { storage, clock }: { storage: Storage; clock: Clock },
  actor: Actor = OPERATOR,
): AuditReading {
  return {
    async list(query = {}) {
      if (actor.type !== 'operator') {
        throw new DomainError(
          'permission_required',
          'The audit log is read by the operator at the machine.',
        );
      }
      return listAuditEvents(storage.stores.audit, query, clock());
    },
  };
}

const LIMIT = { default: 100, max: 10_000 } as const;

function listAuditEvents(audit: AuditStore, query: AuditQuery, now: number): Promise<AuditEvent[]> {
  const { filter, faults } = toFilter(query, now);
  const { limit = LIMIT.default } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT.max) {
    faults.push({ path: 'limit', message: `A whole number from 1 to ${LIMIT.max}.` });
  }
  if (faults.length > 0) throw invalidRequest(faults);
  return audit.list({ ...filter, limit });
}

/** What a query asks for but for its length, and what is wrong with it. */
export function toFilter(
  query: AuditQuery,
  now: number,
): { filter: Omit<AuditFilter, 'limit'>; faults: FieldFault[] } {
  const faults: FieldFault[] = [];
  const filter = {
    type: typeOf(query.type, faults),
    clientId: query.clientId,
    userId: query.userId,
    since: momentOf('since', query.since, now, faults),
    until: momentOf('until', query.until, now, faults),
  };
  return { filter, faults };
}

function typeOf(type: string | undefined, faults: FieldFault[]): AuditEventType | undefined {
  const known = AUDIT_EVENT_TYPES.find((candidate) => candidate === type);
  if (type !== undefined && !known) {
    faults.push({ path: 'type', message: `Must be one of ${AUDIT_EVENT_TYPES.join(', ')}.` });
  }
  return known;
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function momentOf(
  path: 'since' | 'until',
  text: string | undefined,
  now: number,
  faults: FieldFault[],
): number | undefined {
  if (text === undefined) return undefined;
  const [, amount, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (amount !== undefined) return now - Number(amount) * (UNITS[unit] ?? 0);
  const moment = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(moment)) return moment;
  faults.push({
    path,
    message: 'A time such as 2026-03-01 or 2026-03-01T12:00Z, or how long ago: 30m, 12h, 7d.',
  });
  return undefined;
}
