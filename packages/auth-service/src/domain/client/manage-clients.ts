import { type Actor, OPERATOR } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import { DomainError, refuseFaults } from '../errors.ts';
import { publishSecurityEvents } from '../security-event/publish-security-events.ts';
import type { Storage } from '../storage.ts';
import type { Client, ClientStatus } from './client.ts';
import { requireClientAuthority } from './client-authority.ts';
import { type ClientKeyInput, parseClientKey } from './client-key-input.ts';
import type { ClientPublicKey } from './client-public-key.ts';
import type { ClientSecret } from './client-secret.ts';
import { createEmbeddedClient } from './create-embedded-client.ts';
import { allowedOriginsFaults, type EmbeddedClientInput } from './embedded-client-input.ts';
import { type RotationInput, rotateSecret } from './rotate-secret.ts';

export interface CreatedClient {
  client: Client;
  /** Shown once, kept nowhere. */
  clientSecret: string;
}

/** A secret as it may be shown: without its hash. */
export type SecretSummary = Omit<ClientSecret, 'hash'>;

/** What is done to clients; every change is audited and applies at the next request. */
export interface ClientManagement {
  createEmbeddedClient(input: EmbeddedClientInput): Promise<CreatedClient>;
  list(): Promise<Client[]>;
  /** @throws DomainError `not_found` */
  get(id: string): Promise<Client>;
  listSecrets(id: string): Promise<SecretSummary[]>;
  listKeys(id: string): Promise<ClientPublicKey[]>;
  /** Outstanding codes and live sessions end with it; enabling lets open frames recover. */
  disable(id: string): Promise<Client>;
  enable(id: string): Promise<Client>;
  setAllowedOrigins(id: string, origins: string[]): Promise<Client>;
  rotateSecret(id: string, input?: RotationInput): Promise<CreatedClient>;
  /** Registers a public key for `private_key_jwt`. */
  addKey(id: string, input: ClientKeyInput): Promise<ClientPublicKey>;
}

export interface ManagementDependencies {
  storage: Storage;
  clock: Clock;
}

export function manageClients(
  deps: ManagementDependencies,
  actor: Actor = OPERATOR,
): ClientManagement {
  const { storage, clock } = deps;
  const { clients } = storage.stores;
  const get = async (id: string): Promise<Client> => {
    const client = await clients.find(id);
    if (client) return client;
    throw new DomainError(
      'not_found',
      `There is no client ${id}. See them with: casement clients list`,
    );
  };
  const setStatus = async (id: string, status: ClientStatus & ('enabled' | 'disabled')) => {
    const client = await get(id);
    await requireClientAuthority(storage.stores, actor, client.teamId);
    if (client.status === 'revoked') {
      throw new DomainError('conflict', `Client ${id} is revoked for good. Create a new one.`);
    }
    if (client.status === status) return client;
    await storage.transaction(async (stores) => {
      await stores.clients.setStatus(id, status);
      await recordAudit(stores.audit, clock, {
        type: `client.${status}`,
        actor,
        clientId: id,
        subjectId: id,
      });
      await publishSecurityEvents(stores, clock, [
        { type: status === 'disabled' ? 'client.disabled' : 'client.changed', clientId: id },
      ]);
    });
    return { ...client, status };
  };

  return {
    get,
    list: () => clients.list(),
    createEmbeddedClient: (input) => createEmbeddedClient(deps, actor, input),
    disable: (id) => setStatus(id, 'disabled'),
    enable: (id) => setStatus(id, 'enabled'),

    async listSecrets(id) {
      await get(id);
      return (await clients.listSecrets(id)).map(({ hash: _, ...secret }) => secret);
    },

    async listKeys(id) {
      await get(id);
      return clients.listPublicKeys(id);
    },

    async setAllowedOrigins(id, origins) {
      const client = await get(id);
      await requireClientAuthority(storage.stores, actor, client.teamId);
      refuseFaults(allowedOriginsFaults(origins));
      const allowedOrigins = origins.toSorted();
      await storage.transaction(async (stores) => {
        await stores.clients.setAllowedOrigins(id, allowedOrigins);
        await recordAudit(stores.audit, clock, {
          type: 'client.origins_changed',
          actor,
          clientId: id,
          subjectId: id,
          details: { allowed_origins: allowedOrigins.join(' ') },
        });
        await publishSecurityEvents(stores, clock, [{ type: 'client.changed', clientId: id }]);
      });
      return { ...client, allowedOrigins };
    },

    async rotateSecret(id, input = {}) {
      const client = await get(id);
      await requireClientAuthority(storage.stores, actor, client.teamId);
      return { client, clientSecret: await rotateSecret(deps, actor, id, input) };
    },

    async addKey(id, input) {
      const client = await get(id);
      await requireClientAuthority(storage.stores, actor, client.teamId);
      const key = await parseClientKey(id, input, clock());
      const known = await clients.listPublicKeys(id);
      if (known.some(({ kid }) => kid === key.kid)) {
        throw new DomainError('conflict', `jwk.kid: client ${id} has a key ${key.kid} already.`);
      }
      await storage.transaction(async (stores) => {
        await stores.clients.insertPublicKey(key);
        await recordAudit(stores.audit, clock, {
          type: 'client.key_added',
          actor,
          clientId: id,
          subjectId: key.id,
          details: { kid: key.kid, algorithm: key.algorithm },
        });
      });
      return key;
    },
  };
}
