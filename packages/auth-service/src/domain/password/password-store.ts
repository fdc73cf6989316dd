/** Hashes of passwords, at most one per user. */
export interface PasswordStore {
  /** Replaces the one before. */
  put(userId: string, hash: string, at: number): Promise<void>;
  find(userId: string): Promise<string | undefined>;
}
