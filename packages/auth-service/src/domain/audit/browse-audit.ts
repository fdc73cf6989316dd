import { ownUserId, type Sight, visibleTeams } from '../authority/authority.ts';
import type { Clock } from '../clock.ts';
import { PERMISSIONS } from '../directory/permission.ts';
import { refuseFaults } from '../errors.ts';
import { type Page, type PageRequest, readPage } from '../paging/page.ts';
import type { Storage } from '../storage.ts';
import { type Actor, type AuditEvent, type AuditOutcome, OPERATOR } from './audit-event.ts';
import { type AuditQuery, toFilter } from './audit-query.ts';
import type { AuditFilter } from './audit-store.ts';

export interface AuditPageQuery extends Omit<AuditQuery, 'limit'>, PageRequest {
  outcome?: AuditOutcome | undefined;
  /** The user who did it. */
  actorUserId?: string | undefined;
  /** The client that did it, or through which a user did. */
  actorClientId?: string | undefined;
}

/** Events page by page, the newest first; after `<at> <ID>`. */
export interface AuditPageStore {
  list(
    query: Omit<AuditFilter, 'limit'> &
      PageRequest &
      Pick<AuditPageQuery, 'outcome' | 'actorUserId' | 'actorClientId'> & { sight: Sight },
  ): Promise<AuditEvent[]>;
}

/**
 * The audit log as somebody with `AUDIT_READ` sees it: in every team, all of it; in some, the events of
 * their clients, and what the reader did or was concerned by.
 */
export interface AuditBrowsing {
  /** @throws DomainError `invalid_request`, `permission_required` */
  list(query: AuditPageQuery): Promise<Page<AuditEvent>>;
}

export function browseAudit(
  { storage, clock }: { storage: Storage; clock: Clock },
  actor: Actor = OPERATOR,
): AuditBrowsing {
  const { stores } = storage;
  return {
    async list({ after, limit, outcome, actorUserId, actorClientId, ...query }) {
      const permissions = [PERMISSIONS.readAudit];
      const within = await visibleTeams(stores, actor, permissions, 'Reading the audit log');
      const { filter, faults } = toFilter(query, clock());
      refuseFaults(faults);
      const common = { ...filter, outcome, actorUserId, actorClientId };
      return readPage(
        { after, limit },
        (part) =>
          stores.auditPages.list({
            ...common,
            ...part,
            sight: { within, ownUserId: ownUserId(actor) },
          }),
        ({ at, id }) => `${at} ${id}`,
      );
    },
  };
}
