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

/** What every client has, of whatever type. */
export interface ClientBase {
  /** Public; `client_id` on the wire. */
  id: string;
  name: string;
  /** Seconds. */
  accessTokenLifetime: number;
  status: ClientStatus;
  createdAt: number;
  /** The user who made it; `undefined` for the operator at the machine. */
  createdBy: string | undefined;
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

/** Seconds, of embedded clients. */
export const ACCESS_TOKEN_LIFETIME = { min: 60, max: 600, default: 300 } as const;
