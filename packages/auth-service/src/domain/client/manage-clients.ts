import { type Actor, OPERATOR } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import { DomainError, invalidRequest, refuseFaults } from '../errors.ts';
import { publishSecurityEvents } from '../security-event/publish-security-events.ts';
import type { Storage } from '../storage.ts';
import type { AppClientInput } from './app-client-input.ts';
import type { Client, ClientStatus, EmbeddedClient } from './client.ts';
import {
  inTeams,
  jurisdictionOf,
  mayReadClients,
  requireClientAuthority,
} from './client-authority.ts';
import { type ClientKeyInput, parseClientKey } from './client-key-input.ts';
import { changeClientStatus, deleteClient, requireClient } from './client-lifecycle.ts';
import type { ClientPublicKey } from './client-public-key.ts';
import type { ClientSecret } from './client-secret.ts';
import { createEmbeddedClient } from './create-embedded-client.ts';
import {
  type CreatedOAuthClient,
  createAppClient,
  createServiceClient,
} from './create-oauth-client.ts';
import { allowedOriginsFaults, type EmbeddedClientInput } from './embedded-client-input.ts';
import type { AppClient, ServiceClient } from './oauth-client.ts';
import { type RotationInput, rotateSecret } from './rotate-secret.ts';
import type { ServiceClientInput } from './service-client-input.ts';

export interface CreatedClient<C extends Client = EmbeddedClient> {
  client: C;
  /** Shown once, kept nowhere. */
  clientSecret: string;
}

/** A secret as it may be shown: without its hash. */
export type SecretSummary = Omit<ClientSecret, 'hash'>;

/** What is done to clients; every change is audited and applies at the next request. What is so already is no change. */
export interface ClientManagement {
  createEmbeddedClient(input: EmbeddedClientInput): Promise<CreatedClient>;
  createAppClient(input: AppClientInput): Promise<CreatedOAuthClient<AppClient>>;
  createServiceClient(input: ServiceClientInput): Promise<CreatedOAuthClient<ServiceClient>>;
  /** Those that the actor may read. */
  list(): Promise<Client[]>;
  /** @throws DomainError `not_found`, `permission_required` */
  get(id: string): Promise<Client>;
  listSecrets(id: string): Promise<SecretSummary[]>;
  listKeys(id: string): Promise<ClientPublicKey[]>;
  /** Outstanding codes, tokens and live sessions end with it; resuming lets open frames recover. */
  pause(id: string): Promise<Client>;
  resume(id: string): Promise<Client>;
  /** As pausing, but for good; it stays in the list. */
  revoke(id: string): Promise<Client>;
  /** Removes it with its codes, sessions, secrets and keys; the audit log keeps what was. */
  delete(id: string): Promise<void>;
  /** @param origins all of them, or what becomes of the present ones, decided in one transaction */
  setAllowedOrigins(id: string, origins: string[] | OriginChange): Promise<EmbeddedClient>;
  rotateSecret(id: string, input?: RotationInput): Promise<CreatedClient<Client>>;
  /** Registers a public key for `private_key_jwt`. */
  addKey(id: string, input: ClientKeyInput): Promise<ClientPublicKey>;
}

export type OriginChange = (present: readonly string[]) => string[];

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
  const get = (id: string): Promise<Client> => requireClient(storage.stores, id);
  const getReadable = async (id: string): Promise<Client> => {
    const client = await get(id);
    const jurisdiction = jurisdictionOf(client);
    if (await mayReadClients(storage.stores, actor, jurisdiction)) return client;
    throw new DomainError(
      'permission_required',
      `Reading clients needs the permission OAUTH_CLIENT_READ ${inTeams(jurisdiction)}. Ask an administrator of the team for it.`,
    );
  };
  const getManageable = async (id: string): Promise<Client> => {
    const client = await get(id);
    await requireClientAuthority(storage.stores, actor, jurisdictionOf(client));
    return client;
  };
  /** A public client has nothing to authenticate with (CM2). */
  const getConfidential = async (id: string): Promise<Client> => {
    const client = await getManageable(id);
    if (client.type !== 'app' || client.confidential) return client;
    throw new DomainError(
      'conflict',
      `client: ${id} is public and has neither secret nor key. Create a confidential client.`,
    );
  };
  const setStatus = async (id: string, status: ClientStatus) => {
    await getManageable(id);
    return changeClientStatus(deps, actor, id, status);
  };

  return {
    get: getReadable,
    createEmbeddedClient: (input) => createEmbeddedClient(deps, actor, input),
    createAppClient: (input) => createAppClient(deps, actor, input),
    createServiceClient: (input) => createServiceClient(deps, actor, input),
    pause: (id) => setStatus(id, 'inactive'),
    resume: (id) => setStatus(id, 'active'),
    revoke: (id) => setStatus(id, 'revoked'),

    async delete(id) {
      await getManageable(id);
      await deleteClient(deps, actor, id);
    },

    async list() {
      const all = await clients.list();
      const readable = new Map<string, boolean>();
      const mayRead = async (client: Client): Promise<boolean> => {
        const jurisdiction = jurisdictionOf(client);
        const key = String(jurisdiction);
        const may =
          readable.get(key) ?? (await mayReadClients(storage.stores, actor, jurisdiction));
        readable.set(key, may);
        return may;
      };
      const found: Client[] = [];
      for (const client of all) if (await mayRead(client)) found.push(client);
      return found;
    },

    async listSecrets(id) {
      await getReadable(id);
      return (await clients.listSecrets(id)).map(({ hash: _, ...secret }) => secret);
    },

    async listKeys(id) {
      await getReadable(id);
      return clients.listPublicKeys(id);
    },

    async setAllowedOrigins(id, origins) {
      const client = await getManageable(id);
      if (client.type !== 'embedded') {
        throw invalidRequest([
          {
            path: 'allowedOrigins',
            message: `Only embedded clients have allowed origins; ${id} is a client of type ${client.type}.`,
          },
        ]);
      }
      let allowedOrigins: string[] = [];
      await storage.transaction(async (stores) => {
        const current = await stores.clients.find(id);
        const present = current?.type === 'embedded' ? current.allowedOrigins : [];
        const wanted = typeof origins === 'function' ? origins(present) : origins;
        refuseFaults(allowedOriginsFaults(wanted));
        allowedOrigins = wanted.toSorted();
        if (allowedOrigins.join(' ') === present.join(' ')) return;
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
      const client = await getConfidential(id);
      return { client, clientSecret: await rotateSecret(deps, actor, id, input) };
    },

    async addKey(id, input) {
      await getConfidential(id);
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
