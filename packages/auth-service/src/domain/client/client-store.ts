import type { Client } from './client.ts';
import type { ClientStatus } from './client-base.ts';
import type { ClientPublicKey } from './client-public-key.ts';
import type { ClientFilter, ClientPageQuery } from './client-query.ts';
import type { ClientSecret } from './client-secret.ts';

export interface ClientStore {
  /** With all that belongs to it. False when the ID is taken. */
  insert(client: Client): Promise<boolean>;
  find(id: string): Promise<Client | undefined>;
  /** Those that there are, in no order. */
  findAll(ids: readonly string[]): Promise<Client[]>;
  page(query: ClientPageQuery): Promise<Client[]>;
  count(filter: ClientFilter): Promise<number>;
  /** All settings, and the next version. False when the client is not at `version` any more. */
  replace(client: Client, version: number): Promise<boolean>;
  /** With the next version. False when there is no such client. */
  setStatus(id: string, status: ClientStatus): Promise<boolean>;
  /** With its origins, secrets and keys. False when there is no such client. */
  delete(id: string): Promise<boolean>;
  /** Of active embedded clients only; empty for every other and for an unknown one. Sorted. */
  framePolicy(id: string): Promise<string[]>;
  /** Whether some active client has registered the origin for cross-origin requests. */
  isCorsOrigin(origin: string): Promise<boolean>;

  insertSecret(secret: ClientSecret): Promise<void>;
  listSecrets(clientId: string): Promise<ClientSecret[]>;
  /** Ends the live secret with this ID, or every one: at once, or at `at` where the overlap is longer. */
  endSecrets(clientId: string, id: string | undefined, at: number): Promise<void>;
  /** Ends it at once and for good. */
  revokeSecret(id: string, at: number): Promise<void>;
  /** Coarse on purpose: callers write it at most once a minute. Its client was used, too. */
  touchSecret(id: string, at: number): Promise<void>;
  /** For a client that has authenticated without a secret; writes at most once a minute by itself. */
  touchClient(id: string, at: number): Promise<void>;

  insertPublicKey(key: ClientPublicKey): Promise<void>;
  /** Those that are not revoked. */
  listPublicKeys(clientId: string): Promise<ClientPublicKey[]>;
  /** One of the client's, for good. */
  revokePublicKey(id: string, at: number): Promise<void>;
  /** Every one of the client, for good. */
  revokePublicKeys(clientId: string, at: number): Promise<void>;
  /** Insert-only; false when this client has used the assertion before. */
  rememberAssertion(clientId: string, jti: string, expiresAt: number): Promise<boolean>;
  /** Removes remembered assertions that have expired; at most `limit`, answers how many. */
  sweepAssertions(now: number, limit: number): Promise<number>;
}
