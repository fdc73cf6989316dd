import type { KnownClient } from '../client/known-client.ts';
import type { UserStatus } from '../directory/directory.ts';
import type { LimitedClient } from '../limit/limits.ts';

/**
 * Everything that decides a mint, as it is now: the client and its secrets, whether it allows the
 * origin, and the user. One read, since mints are the most frequent request of all.
 */
export interface MintCandidate extends KnownClient {
  client: KnownClient['client'] & LimitedClient;
  originAllowed: boolean;
  /** The pinned user, or the one that the backend named; `undefined` when there is none. */
  user: { id: string; status: UserStatus; member: boolean } | undefined;
}

export interface MintCandidateStore {
  /**
   * @param email normalised; only looked at for a client with a dynamic user
   * @returns `undefined` for an unknown client, after the same work
   */
  find(
    clientId: string,
    origin: string,
    email: string | undefined,
  ): Promise<MintCandidate | undefined>;
}
