import type { Sight } from '../authority/authority.ts';
import type { ClientType } from '../client/client.ts';
import type { ChosenTeams } from '../consent/consent-store.ts';
import type { OAuthArtifact, TokenKind } from '../oauth-artifact/oauth-artifact.ts';
import type { PageRequest } from '../paging/page.ts';

/** What kinds of tokens are called where people and programs read of them. */
export const TOKEN_TYPES = {
  AccessToken: 'access_token',
  ClientCredentials: 'client_credentials',
  RefreshToken: 'refresh_token',
} as const satisfies Record<TokenKind, string>;

/** A token as its owner and the client's administrators see it: everything but its value. */
export interface ConnectedToken {
  /** `jti` in security events and introspection. */
  id: string;
  kind: TokenKind;
  clientId: string;
  /** As whom it acts; `undefined` for a client that is a subject of its own. */
  userId: string | undefined;
  scopes: string[];
  /** Bound to a key (RFC 9449). */
  keyBound: boolean;
  /** What the user chose at consent; `undefined` for a token that is of no consent. */
  chosenTeams: ChosenTeams | undefined;
  issuedAt: number;
  expiresAt: number;
}

/** The same, with the consent that it is of in place of what was chosen there. */
export type GrantedToken = Omit<ConnectedToken, 'chosenTeams'> & { grantKey: string | undefined };

/** An application that holds tokens, with as many of them as are shown at once (CM20). */
export interface ConnectedApp {
  client: { id: string; name: string; type: ClientType };
  /** The newest; at most {@link TOKENS_SHOWN}. */
  tokens: ConnectedToken[];
  tokenCount: number;
}

export const TOKENS_SHOWN = 100;

export interface TokenFilter {
  clientId?: string | undefined;
  userId?: string | undefined;
}

/** What clients hold: tokens that are neither used up nor expired. */
export interface ConnectedAppStore {
  /** After a client's ID, in the order of IDs. */
  clients(
    query: TokenFilter & PageRequest & { sight: Sight; now: number },
  ): Promise<(ConnectedApp['client'] & { tokenCount: number })[]>;
  /** The newest first. */
  tokens(
    query: TokenFilter & { clientId: string; sight: Sight; now: number; limit: number },
  ): Promise<GrantedToken[]>;
  find(id: string, now: number): Promise<GrantedToken | undefined>;
  /** Takes away what a client holds, grants and codes too, of one user or of all; answers what there was. */
  remove(of: {
    clientId: string;
    userId: string | undefined;
  }): Promise<Pick<OAuthArtifact, 'kind' | 'key'>[]>;
}
