import type { AccessPreset } from '../client/oauth-client.ts';

/**
 * Lets its holder register clients (RFC 7591 §3), as many as it wants until the token ends. The token
 * itself is shown once and kept nowhere.
 */
export interface InitialAccessToken {
  id: string;
  /** For people: who got it. */
  name: string;
  /** The most that a client registered with it may ask for. */
  accessPreset: AccessPreset;
  createdAt: number;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  revokedAt: number | undefined;
  lastUsedAt: number | undefined;
}

/** Hours. */
export const INITIAL_ACCESS_TOKEN_LIFETIME = { min: 1, max: 365 * 24, default: 24 } as const;
