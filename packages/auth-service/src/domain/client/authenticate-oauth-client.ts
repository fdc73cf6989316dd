import { limitFailedAuthentication } from '../limit/failed-authentication.ts';
import type { AssertionDependencies } from './client-assertion.ts';
import {
  type AuthenticationDependencies,
  type ClientCredentials,
  findKnownClient,
  verifyCredentials,
} from './client-authentication.ts';
import { invalidClient } from './invalid-client.ts';
import type { OAuthClient } from './oauth-client.ts';

/** As a confidential client proves who it is, or a public one only says (RFC 6749 §2.3, §3.2.1). */
export type OAuthClientCredentials =
  | ClientCredentials
  | { method: 'none'; clientId: string; address: string };

/**
 * The app or service client behind credentials.
 *
 * @throws DomainError `invalid_client`, the same for an unknown client, a wrong secret, one that is
 *   paused or revoked, and one of another type; `slow_down` after too many failures
 */
export function authenticateOAuthClient(
  deps: AuthenticationDependencies,
  credentials: OAuthClientCredentials,
): Promise<OAuthClient> {
  return limitFailedAuthentication(deps.limits, credentials, () =>
    verifyOAuthClient(deps, credentials),
  );
}

/** The same, for callers that count failures themselves. */
export async function verifyOAuthClient(
  deps: AssertionDependencies,
  credentials: OAuthClientCredentials,
): Promise<OAuthClient> {
  const { stores } = deps.storage;
  const { clientId } = credentials;
  if (credentials.method !== 'none') {
    await verifyCredentials(deps, credentials, await findKnownClient(stores, clientId));
  }
  const client = await stores.clients.find(clientId);
  if (!client) throw invalidClient();
  const usable = client.type !== 'embedded' && client.status === 'active';
  if (!usable || (credentials.method === 'none') !== isPublic(client)) {
    throw invalidClient({ clientId });
  }
  return client;
}

const isPublic = (client: OAuthClient): boolean => client.type === 'app' && !client.confidential;
