import { limitFailedAuthentication } from '../limit/failed-authentication.ts';
import type { Limits } from '../limit/limits.ts';
import type { Storage, Stores } from '../storage.ts';
import { type AssertionDependencies, verifyAssertion } from './client-assertion.ts';
import { type ClientSecret, matchSecret } from './client-secret.ts';
import { invalidClient } from './invalid-client.ts';
import type { KnownClient } from './known-client.ts';
import { TypedSecrets } from './typed-secret.ts';

/** What a client says to prove that it is who it claims (RFC 6749 §2.3, RFC 7523 §2.2). */
export type ClientCredentials = {
  clientId: string;
  /** From where. */
  address: string;
} & ({ method: 'secret'; secret: string } | { method: 'assertion'; assertion: string });

export interface AuthenticationDependencies extends AssertionDependencies {
  limits: Limits;
}

/** `last_used` is for people; a write per request would be waste. */
const TOUCH_INTERVAL = 60_000;

/**
 * For endpoints that are not hot; the same reads for an unknown client as for a known one. A client of the
 * standard flows that has a key authenticates with it and no longer with a secret.
 */
export async function findKnownClient(
  { clients }: Pick<Stores, 'clients'>,
  id: string,
): Promise<KnownClient | undefined> {
  const client = await clients.find(id);
  const secrets = await clients.listSecrets(id);
  const keys = await clients.listPublicKeys(id);
  if (!client) return undefined;
  const userMode = client.type === 'embedded' ? client.userMode : undefined;
  const { type, status } = client;
  return {
    client: { id, type, status, userMode },
    secrets: type !== 'embedded' && keys.length > 0 ? [] : secrets.filter(isNotRevoked),
  };
}

/**
 * Authenticates a client by secret or assertion.
 *
 * @param known `undefined` for an unknown client, which takes the same steps as a wrong secret
 * @throws DomainError `invalid_client`, `slow_down` after too many failures
 */
export async function authenticateClient<K extends KnownClient>(
  deps: AuthenticationDependencies,
  credentials: ClientCredentials,
  known: K | undefined,
): Promise<K> {
  await limitFailedAuthentication(deps.limits, credentials, () =>
    verifyCredentials(deps, credentials, known),
  );
  if (!known) throw invalidClient();
  return known;
}

/**
 * The verification alone, for callers that count failures themselves.
 *
 * @throws DomainError `invalid_client`
 */
export async function verifyCredentials(
  deps: AssertionDependencies,
  credentials: ClientCredentials,
  known: KnownClient | undefined,
): Promise<void> {
  if (credentials.method === 'assertion') {
    await verifyAssertion(deps, credentials, known !== undefined);
  } else if (!(await acceptSecret(deps, known?.secrets ?? [], credentials.secret))) {
    throw invalidClient({ clientId: known?.client.id });
  }
}

/**
 * Whether a secret is one of a client's live ones; counts nothing and refuses nothing by itself.
 *
 * @param secrets of the client, those that are not revoked
 */
export async function acceptSecret(
  { storage, clock }: Pick<AssertionDependencies, 'storage' | 'clock'>,
  secrets: KnownClient['secrets'],
  presented: string,
): Promise<boolean> {
  const now = clock();
  const secret =
    matchSecret(presented, secrets, now) ??
    (await typedSecretsOf(storage).match(presented, secrets, now));
  if (secret && now - (secret.lastUsedAt ?? 0) >= TOUCH_INTERVAL) {
    await storage.stores.clients.touchSecret(secret.id, now);
  }
  return secret !== undefined;
}

const typedSecrets = new WeakMap<Storage, TypedSecrets>();

function typedSecretsOf(storage: Storage): TypedSecrets {
  const known = typedSecrets.get(storage) ?? new TypedSecrets();
  typedSecrets.set(storage, known);
  return known;
}

const isNotRevoked = ({ revokedAt }: ClientSecret): boolean => revokedAt === undefined;
