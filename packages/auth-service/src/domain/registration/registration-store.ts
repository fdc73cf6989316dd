import type { InitialAccessToken } from './initial-access-token.ts';

/** Tokens by which clients are registered and manage themselves; all by their hashes. */
export interface RegistrationStore {
  insertInitialToken(token: InitialAccessToken, hash: string): Promise<void>;
  /** Newest first, ended ones too. */
  listInitialTokens(): Promise<InitialAccessToken[]>;
  /**
   * Notes a use, in one statement.
   *
   * @returns the token, or `undefined` for an unknown, an expired or a revoked one
   */
  useInitialToken(hash: string, at: number): Promise<InitialAccessToken | undefined>;
  /** False when there is none, or it was revoked before. */
  revokeInitialToken(id: string, at: number): Promise<boolean>;
  /** The one with which a client manages itself (RFC 7592 §3); another one ends. */
  putRegistrationToken(clientId: string, hash: string): Promise<void>;
  /** Whether a client manages itself with this one. Constant time does not matter for hashes. */
  isRegistrationToken(clientId: string, hash: string): Promise<boolean>;
}
