import type { ClientPublicKey } from '../client/client-public-key.ts';
import type { KnownClient } from '../client/known-client.ts';
import type { AppClient, ServiceClient } from '../client/oauth-client.ts';

type FlowSettings =
  | 'type'
  | 'id'
  | 'name'
  | 'status'
  | 'accessTokenLifetime'
  | 'requestsPerMinute'
  | 'scopes';

/** A client as far as requests of the standard flows depend on it alone. */
export type FlowClient =
  | Pick<ServiceClient, FlowSettings>
  | Pick<
      AppClient,
      | FlowSettings
      | 'confidential'
      | 'platform'
      | 'grantTypes'
      | 'redirectUris'
      | 'postLogoutRedirectUris'
      | 'backchannelLogoutUri'
      | 'corsOrigins'
      | 'refreshToken'
      | 'refreshTokenLifetime'
      | 'refreshGrace'
    >;

/** Everything that decides whether a client gets on with a request of the standard flows, as it is now. */
export interface TokenCandidate {
  client: FlowClient;
  /** Those that are not revoked. */
  secrets: KnownClient['secrets'];
  /** Those that are not revoked. */
  keys: Pick<ClientPublicKey, 'jwk'>[];
}

export interface TokenCandidateStore {
  /**
   * Looks every time: token requests are frequent, but what is changed bites with the next of them. As
   * long as nothing has changed it is the very same object, so that what was made of it can be kept.
   *
   * @returns `undefined` for an unknown client and an embedded one, after the same work
   */
  find(clientId: string): Promise<TokenCandidate | undefined>;
}
