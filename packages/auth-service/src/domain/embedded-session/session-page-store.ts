import type { Sight } from '../authority/authority.ts';
import type { PageRequest } from '../paging/page.ts';
import type { EmbeddedSession } from './embedded-session.ts';

export const SESSION_STATES = ['live', 'ended', 'revoked'] as const;
/** `ended`: its last token has expired, and it may still be continued. */
export type SessionState = (typeof SESSION_STATES)[number];

export interface SessionPageQuery extends PageRequest {
  clientId?: string | undefined;
  userId?: string | undefined;
  state?: SessionState | undefined;
}

/** Sessions page by page, the newest first; after an ID. */
export interface SessionPageStore {
  list(
    query: SessionPageQuery & { id?: string; sight: Sight; now: number },
  ): Promise<EmbeddedSession[]>;
}
