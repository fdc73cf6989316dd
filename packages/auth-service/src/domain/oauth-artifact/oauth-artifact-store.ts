import type { ArtifactKind, OAuthArtifact } from './oauth-artifact.ts';

/** How something is used up. */
export interface Consumption {
  /** Milliseconds after the first use within which it may be used again; 0. */
  grace?: number;
  /** Until when it is kept, so that a second use is recognised as one; as long as it lives anyway. */
  keepUntil?: number | undefined;
}

/**
 * Codes, tokens, grants and sessions of the standard flows. Whatever belongs to a client is found only
 * while that client is active (OA10), and what was issued from a grant only while the grant is there,
 * expired or not: age is the caller's to judge.
 */
export interface OAuthArtifactStore {
  /** Adds it, or replaces the one of the same kind and key; a replaced one stays consumed, and keeps its user code. */
  put(artifact: Omit<OAuthArtifact, 'consumedAt'>): Promise<void>;
  find(kind: ArtifactKind, key: string): Promise<OAuthArtifact | undefined>;
  /** The one of several kinds that has the key. */
  findAny(kinds: readonly ArtifactKind[], key: string): Promise<OAuthArtifact | undefined>;
  findByUid(kind: ArtifactKind, uid: string): Promise<OAuthArtifact | undefined>;
  /** Takes those with this other name away, in one statement; at most `limit`, answers them. */
  takeByUid(kind: ArtifactKind, uid: string, limit: number): Promise<OAuthArtifact[]>;
  findByUserCode(kind: ArtifactKind, userCode: string): Promise<OAuthArtifact | undefined>;
  /**
   * Uses it up, in one statement: false for everybody but the first. With a grace true for those too who
   * come within it; the time of the first use stays.
   */
  consume(kind: ArtifactKind, key: string, at: number, how?: Consumption): Promise<boolean>;
  remove(kind: ArtifactKind, key: string): Promise<void>;
  /** The grant and everything that was issued from it; answers what there was. */
  removeGrant(
    grantKey: string,
  ): Promise<Pick<OAuthArtifact, 'kind' | 'key' | 'clientId' | 'userId'>[]>;
  removeByClient(clientId: string): Promise<void>;
  removeByUser(userId: string): Promise<void>;
  /** Removes those that expired before `before`; at most `limit`, answers how many. */
  sweep(before: number, limit: number): Promise<number>;
}
