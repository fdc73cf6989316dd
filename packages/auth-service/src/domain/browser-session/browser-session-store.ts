import type { BrowserActivity, BrowserSession } from './browser-session.ts';

export interface BrowserSessionFilter {
  userId?: string | undefined;
  /** Only sessions in which somebody is still signed in at this time. */
  liveAt?: number | undefined;
  /** Those after this one in the list, as it was then. */
  after?: Pick<BrowserSession, 'lastActiveAt' | 'id'> | undefined;
  /** 100 when absent. */
  limit?: number | undefined;
}

/** Records of browser sessions; the sessions themselves are artifacts of the engine. */
export interface BrowserSessionStore {
  /** Begins or continues a record, in one statement. False: it was revoked, and stays so. */
  keep(activity: BrowserActivity): Promise<boolean>;
  find(id: string): Promise<BrowserSession | undefined>;
  /** Last active first. */
  list(filter?: BrowserSessionFilter): Promise<BrowserSession[]>;
  /** Revokes one, or all of a user; answers those that were not revoked before. */
  revoke(target: { id: string } | { userId: string }, at: number): Promise<BrowserSession[]>;
  /** Removes those that expired before `before`; at most `limit`, answers how many. */
  sweep(before: number, limit: number): Promise<number>;
}
