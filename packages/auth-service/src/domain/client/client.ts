import type { ClientAbout } from './client-about.ts';
import type { OAuthClient } from './oauth-client.ts';

export const CLIENT_TYPES = ['embedded', 'app', 'service'] as const;
export type ClientType = (typeof CLIENT_TYPES)[number];

export const CLIENT_STATUSES = ['active', 'inactive', 'revoked'] as const;
export type ClientStatus = (typeof CLIENT_STATUSES)[number];

/** As whom an embedded client's sessions act (EM2, EM3). */
export const USER_MODES = ['static', 'dynamic'] as const;
export type UserMode = (typeof USER_MODES)[number];

/** What the auth service knows an integrator's application by (CM1). */
export type Client = EmbeddedClient | OAuthClient;

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

/** A portal that embeds dashboards: its sessions start from challenge codes. */
export interface EmbeddedClient extends ClientBase {
  type: 'embedded';
  teamId: string;
  userMode: UserMode;
  /** The pinned user in static mode; `undefined` in dynamic mode. */
  staticUserId: string | undefined;
  /** Exact strings, sorted. */
  allowedOrigins: string[];
}

/** What is set, and changed by those who may manage it. */
export type ClientSettings<C extends Client = Client> = C extends Client
  ? Omit<C, keyof ClientRecord>
  : never;

/** Seconds, of embedded clients. */
export const ACCESS_TOKEN_LIFETIME = { min: 60, max: 600, default: 300 } as const;
