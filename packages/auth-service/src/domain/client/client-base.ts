import type { ClientAbout } from './client-about.ts';

export const CLIENT_STATUSES = ['active', 'inactive', 'revoked'] as const;
export type ClientStatus = (typeof CLIENT_STATUSES)[number];

/** What is not set, but becomes of a client. */
export interface ClientRecord {
  /** Public; `client_id` on the wire. Never changes. */
  id: string;
  status: ClientStatus;
  /** 1 for a new one, one more with every change of settings or status. */
  version: number;
  createdAt: number;
  /** The user who made it; `undefined` for the operator at the machine. */
  createdBy: string | undefined;
  /** To the minute; `undefined`: never. */
  lastUsedAt: number | undefined;
  /** When its last secret expires; `undefined`: never, or there is none. */
  expiresAt: number | undefined;
}

/** What every client has, of whatever type. */
export interface ClientBase extends ClientRecord, ClientAbout {
  name: string;
  /** Seconds. */
  accessTokenLifetime: number;
  /**
   * Its own limit, of each kind of request by itself (mints, exchanges, token requests, requests to the
   * admin API); `undefined`: only the service's limits count.
   */
  requestsPerMinute: number | undefined;
}
