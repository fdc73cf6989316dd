import type { EmbeddedSession } from './embedded-session.ts';

/** Which session a renewal continues, and what it changes. */
export interface SessionRenewal {
  id: string;
  clientId: string;
  userId: string;
  teamId: string;
  embedderOrigin: string;
  audience: string;
  keyThumbprint: string;
  now: number;
  expiresAt: number;
  /** `iat` of the token that the renewal issues, in seconds. */
  tokenIssuedAt: number;
  userAgent: string | undefined;
  address: string | undefined;
}

export interface SessionFilter {
  clientId?: string | undefined;
  userId?: string | undefined;
  /** Only those that are live at this time: not revoked, and with a token that is still valid. */
  liveAt?: number | undefined;
  limit?: number | undefined;
}

/** A session's newest token, where its `iat` is ahead of the clock. */
export interface TokenAhead {
  sessionId: string;
  clientId: string;
  userId: string;
  tokenIssuedAt: number;
}

export type RevokedSession = Pick<EmbeddedSession, 'id' | 'clientId' | 'userId' | 'expiresAt'>;

export interface EmbeddedSessionStore {
  insert(session: EmbeddedSession): Promise<void>;
  /**
   * Counts a renewal if the session has the same client, user, team, origin, audience and key and is
   * not revoked; false otherwise.
   */
  renew(renewal: SessionRenewal): Promise<boolean>;
  /** Whether the session with this key was revoked; false for an unknown one and for other keys. */
  isRevoked(match: Pick<SessionRenewal, 'id' | 'clientId' | 'keyThumbprint'>): Promise<boolean>;
  find(id: string): Promise<EmbeddedSession | undefined>;
  /** Last renewed first. */
  list(filter?: SessionFilter): Promise<EmbeddedSession[]>;
  /** False when there is no such session, or it was revoked before. */
  revoke(id: string, at: number, reason: string): Promise<boolean>;
  /** The same for every session of a client, or of one user in it; answers those that were ended. */
  revokeAll(
    of: { clientId: string; userId?: string | undefined },
    at: number,
    reason: string,
  ): Promise<RevokedSession[]>;
  /** Removes every session of a client; answers how many. */
  deleteOf(clientId: string): Promise<number>;
  /** Sessions whose newest token has an `iat` (seconds) after this one; revoked ones included. */
  listIssuedAfter(seconds: number): Promise<TokenAhead[]>;
  /** Those that are not revoked and have a token that is still valid. */
  countLive(now: number): Promise<number>;
  /** Removes sessions whose last token ended before `before`; at most `limit`, answers how many. */
  sweep(before: number, limit: number): Promise<number>;
}

/** Remembers DPoP proofs (RFC 9449 §11.1). */
export interface ProofStore {
  /** Insert-only; false when this key has used the `jti` before. */
  remember(keyThumbprint: string, jti: string, expiresAt: number): Promise<boolean>;
  sweep(now: number, limit: number): Promise<number>;
}
