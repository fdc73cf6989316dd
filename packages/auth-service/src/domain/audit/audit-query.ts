import type { FieldFault } from '@casement/server-sdk/contract';
import { noneOf } from '../one-of.ts';
import {
  AUDIT_EVENT_TYPES,
  AUDIT_OUTCOMES,
  type AuditEventType,
  type AuditOutcome,
} from './audit-event.ts';

/** Which events, joined by "and", as a person writes it. */
export interface AuditQuery {
  type?: string | undefined;
  outcome?: string | undefined;
  /** The client that it concerns. */
  clientId?: string | undefined;
  /** The user whom it concerns, or who was changed by it. */
  userId?: string | undefined;
  /** The user who did it. */
  actorUserId?: string | undefined;
  /** The client that did it, or through which a user did. */
  actorClientId?: string | undefined;
  /** ISO 8601 (`2026-03-01`, `2026-03-01T12:00Z`), or how long ago (`30m`, `12h`, `7d`). */
  since?: string | undefined;
  until?: string | undefined;
}

/** The same as a store understands it. */
export interface AuditFilter {
  type?: AuditEventType | undefined;
  outcome?: AuditOutcome | undefined;
  clientId?: string | undefined;
  userId?: string | undefined;
  actorUserId?: string | undefined;
  actorClientId?: string | undefined;
  /** Milliseconds since the epoch, inclusive. */
  since?: number | undefined;
  /** Milliseconds since the epoch, exclusive. */
  until?: number | undefined;
}

/** What a query asks for, and what is wrong with it. */
export function toFilter(
  { type, outcome, since, until, ...query }: AuditQuery,
  now: number,
): { filter: AuditFilter; faults: FieldFault[] } {
  const faults: FieldFault[] = [];
  const { clientId, userId, actorUserId, actorClientId } = query;
  const filter = {
    type: oneOf('type', type, AUDIT_EVENT_TYPES, faults),
    outcome: oneOf('outcome', outcome, AUDIT_OUTCOMES, faults),
    ...{ clientId, userId, actorUserId, actorClientId },
    since: momentOf('since', since, now, faults),
    until: momentOf('until', until, now, faults),
  };
  return { filter, faults };
}

function oneOf<T extends string>(
  path: string,
  value: string | undefined,
  all: readonly T[],
  faults: FieldFault[],
): T | undefined {
  const known = all.find((candidate) => candidate === value);
  if (value !== undefined && known === undefined) {
    faults.push({ path, message: noneOf(value, all) });
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
