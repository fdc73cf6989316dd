/** What begins with a frame's first exchange and goes on through its renewals; bound to one key. */
export interface EmbeddedSession {
  id: string;
  clientId: string;
  userId: string;
  teamId: string;
  embedderOrigin: string;
  audience: string;
  keyThumbprint: string;
  createdAt: number;
  lastRenewedAt: number;
  renewals: number;
  /** When its newest token ends. */
  expiresAt: number;
  /** `iat` of its newest token: seconds since the epoch. */
  tokenIssuedAt: number;
  userAgent: string | undefined;
  address: string | undefined;
  revokedAt: number | undefined;
  revokedReason: string | undefined;
}
