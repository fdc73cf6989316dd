import type { ClientType, UserMode } from '../client/client.ts';
import type { ClientStatus } from '../client/client-base.ts';
import type { UserStatus } from '../directory/directory.ts';

/**
 * Everything that decides whether a session may be: the client and the delegated user as they are now.
 * Read in one statement at every mint and exchange, cached nowhere, so a change of role, membership
 * or status bites at once (EM9).
 */
export interface Delegation {
  client: {
    id: string;
    type: ClientType;
    status: ClientStatus;
    /** Of embedded clients only. */
    userMode: UserMode | undefined;
    staticUserId: string | undefined;
    accessTokenLifetime: number;
    requestsPerMinute: number | undefined;
  };
  team: { id: string; name: string };
  user: { id: string; email: string; name: string; status: UserStatus };
  /** Whether the client allows the embedder origin, now: it may have been taken away since the mint. */
  originAllowed: boolean;
  /** In the client's team; `undefined` when the user is no member of it. */
  permissions: string[] | undefined;
  /**
   * When the newest remembered event about the client or the user happened, in milliseconds: tokens of
   * before are refused. `undefined` when there is none.
   */
  changedAt: number | undefined;
}

export interface DelegationStore {
  /** `undefined` when client or user is gone. */
  find(clientId: string, userId: string, embedderOrigin: string): Promise<Delegation | undefined>;
}
