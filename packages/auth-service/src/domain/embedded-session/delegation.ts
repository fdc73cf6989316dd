import type { ClientStatus, ClientType, UserMode } from '../client/client.ts';
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
    userMode: UserMode;
    staticUserId: string | undefined;
    accessTokenLifetime: number;
  };
  team: { id: string; name: string };
  user: { id: string; email: string; name: string; status: UserStatus };
  /** In the client's team; `undefined` when the user is no member of it. */
  permissions: string[] | undefined;
}

export interface DelegationStore {
  /** For an exchange: the user is known by ID. `undefined` when client or user is gone. */
  findByUserId(clientId: string, userId: string): Promise<Delegation | undefined>;
  /** For a mint: by ID or by e-mail, and whether the client allows the origin. */
  findForMint(query: MintQuery): Promise<MintDelegation | undefined>;
}

export interface MintQuery {
  clientId: string;
  origin: string;
  /** The pinned user (static), or … */
  userId: string | undefined;
  /** … the address that the portal backend named (dynamic), normalised. */
  email: string | undefined;
}

export interface MintDelegation {
  originAllowed: boolean;
  /** `undefined` when there is no such user. */
  user: { id: string; status: UserStatus; member: boolean } | undefined;
}
