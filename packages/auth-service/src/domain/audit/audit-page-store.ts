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
  /**
   * Remembers whose a client was, so that they see what it did then when it is gone, or somebody else's: it may
   * move, and its ID may be given again. Each one's events are those of their own time.
   */
  noteFormer(client: FormerClient): Promise<void>;
}

export interface FormerClient {
  clientId: string;
  /** All of those in which it takes a permission to see it; empty: only one that counts everywhere will do. */
  teamIds: readonly string[];
  /** Milliseconds since the epoch, like the other; it was theirs from then on, or since it was somebody else's. */
  createdAt: number;
  /** Inclusive. */
  until: number;
}
