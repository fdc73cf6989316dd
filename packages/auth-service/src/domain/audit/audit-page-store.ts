import type { Sight } from '../authority/authority.ts';
import type { PageRequest } from '../paging/page.ts';
import type { AuditEvent } from './audit-event.ts';
import type { AuditFilter } from './audit-query.ts';

/** Which events, as far as somebody sees them. */
export type SeenEvents = AuditFilter & { sight: Sight };

/** Events page by page, the newest first; after `<at>.<ID>`. */
export interface AuditPageStore {
  list(query: SeenEvents & PageRequest): Promise<AuditEvent[]>;
  /** How many there are; those beyond `most` are not counted. */
  count(query: SeenEvents, most: number): Promise<number>;
}
