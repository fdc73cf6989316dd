import type { Client, ClientStatus } from './client.ts';
import type { ClientPublicKey } from './client-public-key.ts';
import type { ClientSecret } from './client-secret.ts';

export interface ClientStore {
  /** With all that belongs to it. False when the ID is taken. */
  insert(client: Client): Promise<boolean>;
  find(id: string): Promise<Client | undefined>;
  list(): Promise<Client[]>;
  /** False when there is no such client. */
  setStatus(id: string, status: ClientStatus): Promise<boolean>;
  /** With its origins, secrets and keys. False when there is no such client. */
  delete(id: string): Promise<boolean>;
  setAllowedOrigins(id: string, origins: readonly string[]): Promise<void>;
  /** Of active embedded clients only; empty for every other and for an unknown one. Sorted. */
  framePolicy(id: string): Promise<string[]>;
  /** Whether some active client has registered the origin for cross-origin requests. */
  isCorsOrigin(origin: string): Promise<boolean>;

  insertSecret(secret: ClientSecret): Promise<void>;
  listSecrets(clientId: string): Promise<ClientSecret[]>;
  /** Ends every live secret but one: at once, or at `at` where the overlap is longer. */
  endOtherSecrets(clientId: string, exceptId: string, at: number): Promise<void>;
  /** Ends it at once and for good. */
  revokeSecret(id: string, at: number): Promise<void>;
  /** Coarse on purpose: callers write it at most once a minute. */
  touchSecret(id: string, at: number): Promise<void>;

  insertPublicKey(key: ClientPublicKey): Promise<void>;
  /** Those that are not revoked. */
  listPublicKeys(clientId: string): Promise<ClientPublicKey[]>;
  /** Insert-only; false when this client has used the assertion before. */
  rememberAssertion(clientId: string, jti: string, expiresAt: number): Promise<boolean>;
  /** Removes remembered assertions that have expired; at most `limit`, answers how many. */
  sweepAssertions(now: number, limit: number): Promise<number>;
}
