import type { Clock } from '../clock.ts';
import { refuseDisabledClient } from '../embedded-session/eligibility.ts';
import { DomainError } from '../errors.ts';
import type { Storage } from '../storage.ts';
import type { Client } from './client.ts';
import { matchSecret } from './client-secret.ts';

export type AuthenticatedClient = Omit<Client, 'allowedOrigins'>;

/** `last_used` is for people; a write per request would be waste. */
const TOUCH_INTERVAL = 60_000;

/** Says nothing about which half was wrong: an unknown client looks like a wrong secret. */
export const invalidClient = (): DomainError =>
  new DomainError(
    'invalid_client',
    'Client authentication failed: unknown client, or a secret that is wrong, expired or revoked. Check client ID and secret, or rotate the secret.',
  );

/**
 * Authenticates by client ID and secret (RFC 6749 §2.3.1).
 *
 * @throws DomainError `invalid_client`, the same for an unknown client and a wrong secret
 */
export async function authenticateBySecret(
  { storage, clock }: { storage: Storage; clock: Clock },
  clientId: string,
  secret: string,
): Promise<AuthenticatedClient> {
  const { clients } = storage.stores;
  const found = await clients.findCredentials(clientId);
  const now = clock();
  const match = matchSecret(secret, found?.secrets ?? [], now);
  if (!found || !match) throw invalidClient();
  if (now - (match.lastUsedAt ?? 0) >= TOUCH_INTERVAL) await clients.touchSecret(match.id, now);
  return found.client;
}

/** @throws DomainError `unauthorized_client`, `client_disabled` */
export function requireEmbeddedClient(client: AuthenticatedClient): AuthenticatedClient {
  if (client.type !== 'embedded') {
    throw new DomainError(
      'unauthorized_client',
      `Client ${client.id} is not an embedded client and cannot mint challenge codes. Create an embedded client.`,
    );
  }
  refuseDisabledClient(client);
  return client;
}
