import type { ClientBase, ClientRecord } from './client-base.ts';
import type { OAuthClient } from './oauth-client.ts';

export const CLIENT_TYPES = ['embedded', 'app', 'service'] as const;
export type ClientType = (typeof CLIENT_TYPES)[number];

/** As whom an embedded client's sessions act (EM2, EM3). */
export const USER_MODES = ['static', 'dynamic'] as const;
export type UserMode = (typeof USER_MODES)[number];

/** What the auth service knows an integrator's application by (CM1). */
export type Client = EmbeddedClient | OAuthClient;

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
