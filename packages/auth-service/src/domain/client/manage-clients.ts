import { type Actor, OPERATOR } from '../audit/audit-event.ts';
import { visibleTeams, wayOut } from '../authority/require-permission.ts';
import { DomainError, invalidRequest } from '../errors.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import { allowExport, type ExportTarget, type ListExport } from '../sheet/list-export.ts';
import type { AppClientInput } from './app-client-input.ts';
import type { Client, ClientType, EmbeddedClient } from './client.ts';
import {
  inTeams,
  jurisdictionOf,
  mayReadClients,
  READING,
  requireActingAuthority,
  requireClientAuthority,
} from './client-authority.ts';
import type { ClientStatus } from './client-base.ts';
import { encodeCursor } from './client-cursor.ts';
import type { ClientKeyInput } from './client-key-input.ts';
import type { InputOf } from './client-kind.ts';
import {
  changeClientStatus,
  refuseRevoked,
  requireClient,
  type VersionOptions,
} from './client-lifecycle.ts';
import type { ClientPatch } from './client-patch.ts';
import type { ClientPublicKey } from './client-public-key.ts';
import {
  type ClientPage,
  type ClientPageQuery,
  type ClientQuery,
  toPageQuery,
} from './client-query.ts';
import { clientSheet, everyClient, nodeNames } from './client-sheet.ts';
import {
  type ClientPreview,
  type CreatedClient,
  createClient,
  type NewClient,
  previewClient,
} from './create-client.ts';
import {
  type BulkDeleteOptions,
  type DeleteOptions,
  deleteClient,
  deleteClients,
} from './delete-clients.ts';
import type { EmbeddedClientInput } from './embedded-client-input.ts';
import { portableClients } from './export-clients.ts';
import { type ImportedClient, type ImportOptions, importClients } from './import-clients.ts';
import { addKey, revokeKey } from './manage-keys.ts';
import { manageSecrets, type SecretManagement } from './manage-secrets.ts';
import type { AppClient, ServiceClient } from './oauth-client.ts';
import type { ServiceClientInput } from './service-client-input.ts';
import { type OriginChange, setAllowedOrigins } from './set-allowed-origins.ts';
import { previewUpdate, type UpdatedClient, updateClient } from './update-client.ts';

/** With a first secret: every type but a public app has one. */
export type CreatedConfidentialClient<C extends Client = Client> = CreatedClient<C> & {
  /** Shown once, kept nowhere. */
  clientSecret: string;
};

/** What is done to clients; every change is audited and applies at the next request. What is so already is no change. */
export interface ClientManagement {
  create(input: NewClient): Promise<CreatedClient>;
  createEmbeddedClient(
    input: EmbeddedClientInput,
  ): Promise<CreatedConfidentialClient<EmbeddedClient>>;
  createAppClient(input: AppClientInput): Promise<CreatedClient<AppClient>>;
  createServiceClient(input: ServiceClientInput): Promise<CreatedConfidentialClient<ServiceClient>>;
  /** What `create` would make, without making it: the same refusals but for a missing confirmation. */
  preview(input: NewClient): Promise<ClientPreview>;
  /** Makes up to 500 at once, or none (CM22). */
  import(inputs: readonly ImportedClient[], options?: ImportOptions): Promise<CreatedClient[]>;
  /**
   * A page of those that the actor may read.
   *
   * @throws DomainError `invalid_request`; `permission_required` when it may read clients nowhere
   */
  list(query?: ClientQuery): Promise<ClientPage>;
  /** How many there are on all pages together. */
  count(query?: ClientQuery): Promise<number>;
  /** @throws DomainError `not_found`, `permission_required` */
  get(id: string): Promise<Client>;
  /** @throws DomainError as `create`, `stale_version`, and `conflict` for a revoked one */
  update(id: string, patch: ClientPatch, options?: VersionOptions): Promise<UpdatedClient>;
  previewUpdate(id: string, patch: ClientPatch, options?: VersionOptions): Promise<ClientPreview>;
  /** Outstanding codes, tokens and live sessions end with it; resuming lets open frames recover. */
  pause(id: string, options?: VersionOptions): Promise<Client>;
  resume(id: string, options?: VersionOptions): Promise<Client>;
  /** As pausing, but for good; it stays in the list. */
  revoke(id: string, options?: VersionOptions): Promise<Client>;
  /** Removes it with its codes, sessions, secrets and keys; the audit log keeps what was. */
  delete(id: string, options?: DeleteOptions): Promise<void>;
  /** All of up to 500, or none; answers how many. */
  bulkDelete(ids: readonly string[], options?: BulkDeleteOptions): Promise<number>;
  /** @param origins all of them, or what becomes of the present ones, decided in one transaction */
  setAllowedOrigins(id: string, origins: string[] | OriginChange): Promise<EmbeddedClient>;
  secrets: SecretManagement;
  listKeys(id: string): Promise<ClientPublicKey[]>;
  /** Registers a public key for `private_key_jwt`. */
  addKey(id: string, input: ClientKeyInput): Promise<ClientPublicKey>;
  /** Ends one key at once and for good. */
  revokeKey(id: string, key: string): Promise<ClientPublicKey>;
}

/** What only the service itself does with clients. */
export interface ClientExporting {
  /**
   * All that a query finds, to be taken away (CM15); that it was, is audited. Its items are to be imported:
   * without the product's own clients.
   */
  export(query: ClientQuery, target: ExportTarget): Promise<ListExport<ImportedClient>>;
}

export function manageClients(
  deps: ManagementDependencies,
  actor: Actor = OPERATOR,
): ClientManagement & ClientExporting {
  const { stores } = deps.storage;
  const { clients } = stores;
  const readable = async (id: string): Promise<Client> => {
    const client = await requireClient(stores, id);
    const jurisdiction = jurisdictionOf(client);
    if (await mayReadClients(stores, actor, jurisdiction)) return client;
    const way = await wayOut(stores, actor, jurisdiction, READING);
    throw new DomainError(
      'permission_required',
      `Reading clients needs the permission OAUTH_CLIENT_READ ${inTeams(jurisdiction)}. ${way}`,
    );
  };
  const manageable = async (id: string, within = stores): Promise<Client> => {
    const client = await requireClient(within, id);
    await requireClientAuthority(within, actor, client);
    return client;
  };
  const credentialed = async (id: string, within = stores): Promise<Client> => {
    const client = await manageable(id, within);
    // Whoever has its secret or key can act through it.
    await requireActingAuthority(within, actor, client);
    refuseRevoked(client);
    if (client.type !== 'app' || client.confidential) return client;
    // CM2: it has nothing to authenticate with.
    throw new DomainError(
      'conflict',
      `client: ${id} is public and has neither secret nor key. Make it confidential first.`,
    );
  };
  const setStatus = (id: string, status: ClientStatus, options?: VersionOptions) =>
    changeClientStatus(deps, actor, id, status, options);
  const toPage = async (query: ClientQuery): Promise<ClientPageQuery> => {
    const within = await visibleTeams(stores, actor, READING, 'Reading clients');
    const { faults, ...read } = toPageQuery(query, within);
    if (!('page' in read)) throw invalidRequest(faults ?? []);
    return read.page;
  };
  const list = async (query: ClientQuery = {}): Promise<ClientPage> => {
    const page = await toPage(query);
    // One more than asked for: it says whether there is another page.
    const found = await clients.page({ ...page, limit: page.limit + 1 });
    const shown = found.slice(0, page.limit);
    const last = found.length > page.limit ? shown.at(-1) : undefined;
    return { clients: shown, nextCursor: last && encodeCursor(last, page.sort, page.order) };
  };

  return {
    create: (input) =>
      byType<Promise<CreatedClient>>(input, (type, fields) =>
        createClient(deps, actor, type, fields),
      ),
    createEmbeddedClient: async (input) =>
      withSecret(await createClient(deps, actor, 'embedded', input)),
    createAppClient: (input) => createClient(deps, actor, 'app', input),
    createServiceClient: async (input) =>
      withSecret(await createClient(deps, actor, 'service', input)),
    preview: (input) =>
      byType<Promise<ClientPreview>>(input, (type, fields) =>
        previewClient(deps, actor, type, fields),
      ),
    import: (inputs, options) => importClients(deps, actor, inputs, options),
    get: readable,
    update: (id, patch, options) => updateClient(deps, actor, id, patch, options),
    previewUpdate: (id, patch, options) => previewUpdate(deps, actor, id, patch, options),
    pause: (id, options) => setStatus(id, 'inactive', options),
    resume: (id, options) => setStatus(id, 'active', options),
    revoke: (id, options) => setStatus(id, 'revoked', options),
    delete: (id, options) => deleteClient(deps, actor, id, options),
    bulkDelete: (ids, options) => deleteClients(deps, actor, ids, options),

    list,

    async export(query, target) {
      const { within, ...page } = await toPage(query);
      const { sort: _, order: __, ...filters } = query;
      const count = () => clients.count({ ...page, within });
      await allowExport(deps, actor, { list: 'clients', query: filters, count }, target);
      const found = everyClient(list, query);
      return {
        items: portableClients(deps, actor, found),
        sheet: clientSheet(found, await nodeNames(stores.directory, within)),
      };
    },

    async count(query = {}) {
      return clients.count(await toPage({ ...query, cursor: undefined }));
    },

    async setAllowedOrigins(id, origins) {
      return setAllowedOrigins(deps, actor, await manageable(id), origins);
    },

    secrets: manageSecrets(deps, actor, { readable, manageable, credentialed }),

    async listKeys(id) {
      await readable(id);
      return clients.listPublicKeys(id);
    },

    async addKey(id, input) {
      await credentialed(id);
      return addKey(deps, actor, id, input, credentialed);
    },

    revokeKey: (id, key) => revokeKey(deps, actor, id, key, manageable),
  };
}

/** Each type with the input that belongs to it. */
function byType<R>(
  input: NewClient,
  work: <T extends ClientType>(type: T, input: InputOf<T>) => R,
): R {
  switch (input.type) {
    case 'embedded': {
      const { type, ...fields } = input;
      return work(type, fields);
    }
    case 'app': {
      const { type, ...fields } = input;
      return work(type, fields);
    }
    case 'service': {
      const { type, ...fields } = input;
      return work(type, fields);
    }
  }
}

function withSecret<C extends Client>({
  clientSecret,
  ...created
}: CreatedClient<C>): CreatedConfidentialClient<C> {
  if (clientSecret !== undefined) return { ...created, clientSecret };
  throw new Error(`${created.client.id} was made without a secret`);
}
