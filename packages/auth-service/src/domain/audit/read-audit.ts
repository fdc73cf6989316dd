import type { FieldFault } from '@casement/server-sdk/contract';
import { ownUserId } from '../authority/find-authority.ts';
import { visibleTeams } from '../authority/require-permission.ts';
import type { Clock } from '../clock.ts';
import { PERMISSIONS } from '../directory/permission.ts';
import { refuseFaults } from '../errors.ts';
import {
  everyItem,
  type Page,
  type PageRequest,
  readPage,
  UNKNOWN_CURSOR,
} from '../paging/page.ts';
import { allowExport, type ExportTarget, type ListExport } from '../sheet/list-export.ts';
import type { Storage } from '../storage.ts';
import { type Actor, type AuditEvent, OPERATOR } from './audit-event.ts';
import type { SeenEvents } from './audit-page-store.ts';
import { type AuditQuery, toFilter } from './audit-query.ts';
import { auditSheet } from './audit-sheet.ts';
import { hideStrangers } from './hide-strangers.ts';
import { userNames } from './user-names.ts';

/** Which part of what a query finds. */
interface Part {
  /** What the page before ended with. */
  after?: string | undefined;
  /** At most 10,000; 100 when absent. */
  limit?: number | undefined;
}

/**
 * The audit log as somebody with `AUDIT_READ` sees it: in every team, all of it; in some, the events of
 * their clients from when these were theirs, and what the reader did or was concerned by. Newest first.
 *
 * Everything throws DomainError `invalid_request` with every fault of the query, and `permission_required`.
 */
export interface AuditReading {
  list(query?: AuditQuery & Part): Promise<AuditEvent[]>;
  page(query: AuditQuery & Part): Promise<Page<AuditEvent>>;
  /** All that a query finds, to be taken away; that it was, is an event itself. */
  export(query: AuditQuery, target: ExportTarget): Promise<ListExport<AuditEvent>>;
}

const LIMIT = { default: 100, max: 10_000 } as const;

/** As {@link afterEvent} writes it. */
const AFTER = /^\d{1,15}\.[\w-]{1,60}$/;

/** Events that an export reads at once. */
const PART = 500;

/** What the page after an event begins after. */
const afterEvent = ({ at, id }: AuditEvent): string => `${at}.${id}`;

export function readAudit(
  { storage, clock }: { storage: Storage; clock: Clock },
  actor: Actor = OPERATOR,
): AuditReading {
  const { stores } = storage;
  const seen = async (query: AuditQuery, part: Part = {}): Promise<SeenEvents> => {
    const permissions = [PERMISSIONS.readAudit];
    const within = await visibleTeams(stores, actor, permissions, 'Reading the audit log');
    const { filter, faults } = toFilter(query, clock());
    faults.push(...partFaults(part));
    refuseFaults(faults);
    return { ...filter, sight: { within, ownUserId: ownUserId(actor) } };
  };
  const read = (events: SeenEvents, part: PageRequest) =>
    readPage(
      part,
      async (request) =>
        hideStrangers(
          stores,
          events.sight,
          await stores.auditPages.list({ ...events, ...request }),
        ),
      afterEvent,
    );
  const page: AuditReading['page'] = async ({ after, limit = LIMIT.default, ...query }) =>
    read(await seen(query, { after, limit }), { after, limit });

  return {
    page,

    async list(query = {}) {
      return (await page(query)).items;
    },

    async export(query, target) {
      const events = await seen(query);
      const count = (most: number) => stores.auditPages.count(events, most);
      await allowExport({ storage, clock }, actor, { list: 'audit_events', query, count }, target);
      // One that is written meanwhile is not among them.
      const items = everyItem((after) => read(events, { after, limit: PART }));
      // What programs read has IDs.
      const names = target.format === 'csv' ? undefined : await userNames(stores, actor);
      return { items, sheet: auditSheet(items, names) };
    },
  };
}

function partFaults({ after, limit = LIMIT.default }: Part): FieldFault[] {
  const faults: FieldFault[] = [];
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= LIMIT.max)) {
    faults.push({ path: 'limit', message: `A whole number from 1 to ${LIMIT.max}.` });
  }
  if (after !== undefined && !AFTER.test(after)) faults.push(UNKNOWN_CURSOR);
  return faults;
}
