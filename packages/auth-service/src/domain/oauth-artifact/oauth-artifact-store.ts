import type { ArtifactKind, OAuthArtifact } from './oauth-artifact.ts';

/**
 * Codes, tokens, grants and sessions of the standard flows. Whatever belongs to a client is found only
 * while that client is active (OA10), expired or not: age is the caller's to judge.
 */
export interface OAuthArtifactStore {
  /** Adds it, or replaces the one of the same kind and key; a replaced one stays consumed. */
  put(artifact: Omit<OAuthArtifact, 'consumedAt'>): Promise<void>;
  find(kind: ArtifactKind, key: string): Promise<OAuthArtifact | undefined>;
  /** The one of several kinds that has the key. */
  findAny(kinds: readonly ArtifactKind[], key: string): Promise<OAuthArtifact | undefined>;
  findByUid(kind: ArtifactKind, uid: string): Promise<OAuthArtifact | undefined>;
  findByUserCode(kind: ArtifactKind, userCode: string): Promise<OAuthArtifact | undefined>;
  /** Uses it up, in one statement: false for everybody but the first. */
  consume(kind: ArtifactKind, key: string, at: number): Promise<boolean>;
  remove(kind: ArtifactKind, key: string): Promise<void>;
  /** Everything that was issued from a grant, but not the grant itself. */
  removeByGrant(grantId: string): Promise<void>;
  removeByClient(clientId: string): Promise<void>;
  removeByUser(userId: string): Promise<void>;
  /** Removes those that expired before `before`; at most `limit`, answers how many. */
  sweep(before: number, limit: number): Promise<number>;
}
