import type { Client, EmbeddedClient } from '../../domain/client/client.ts';
import type { VersionOptions } from '../../domain/client/client-lifecycle.ts';
import type { ClientPublicKey } from '../../domain/client/client-public-key.ts';
import type { ClientPage, ClientQuery } from '../../domain/client/client-query.ts';
import type { ClientPreview, CreatedClient, NewClient } from '../../domain/client/create-client.ts';
import type {
  ClientManagement,
  CreatedConfidentialClient,
} from '../../domain/client/manage-clients.ts';
import type { AppClient, ServiceClient } from '../../domain/client/oauth-client.ts';
import type { UpdatedClient } from '../../domain/client/update-client.ts';
import { snakeCase } from '../../domain/letter-case.ts';
import { type ApiClient, path } from './api-client.ts';
import { remoteOrigins } from './remote-origins.ts';
import { remoteSecrets } from './remote-secrets.ts';

const CLIENTS = '/api/v1/clients';

/** Clients by the admin API. */
export function remoteClients(api: ApiClient): ClientManagement {
  const get = async (id: string): Promise<Client> =>
    toClient(await api.get(path`/api/v1/clients/${id}`));
  const create = async <C extends Client>(body: object): Promise<CreatedClient<C>> => {
    const made = await api.send<CreatedClient<C>>('POST', CLIENTS, { body });
    return { ...made, client: toClient(made.client) };
  };
  const change =
    (verb: 'pause' | 'resume' | 'revoke') => async (id: string, options?: VersionOptions) =>
      toClient(
        await api.send<Client>('POST', `${path`/api/v1/clients/${id}`}/${verb}`, when(options)),
      );
  const page = (query: ClientQuery, more: Record<string, boolean> = {}) =>
    api.get<{ items: Client[]; nextCursor?: string; total?: number }>(CLIENTS, {
      ...toFilters(query),
      ...more,
    });
  const list = async (query: ClientQuery = {}): Promise<ClientPage> => {
    const { items, nextCursor } = await page(query);
    return { clients: items.map(toClient), nextCursor };
  };

  return {
    ...{ get, list, create: (input: NewClient) => create(input) },
    // The API makes each with a secret, as the domain does.
    createEmbeddedClient: async (input) =>
      (await create({ type: 'embedded', ...input })) as CreatedConfidentialClient<EmbeddedClient>,
    createAppClient: (input) => create<AppClient>({ type: 'app', ...input }),
    createServiceClient: async (input) =>
      (await create({ type: 'service', ...input })) as CreatedConfidentialClient<ServiceClient>,

    async preview(body) {
      return toPreview(await api.send('POST', '/api/v1/client-previews', { body }));
    },

    async import(clients, { dryRun } = {}) {
      const body = { clients, dryRun };
      const made = await api.send<{ clients: CreatedClient[] }>('POST', `${CLIENTS}/import`, {
        body,
      });
      return made.clients.map((one) => ({ ...one, client: toClient(one.client) }));
    },

    async count(query = {}) {
      const { total = 0 } = await page({ ...query, limit: 1 }, { withTotal: true });
      return total;
    },

    async update(id, body, options) {
      const request = { body, ifMatch: options?.expectedVersion ?? ('*' as const) };
      const changed = await api.send<UpdatedClient>('PATCH', path`/api/v1/clients/${id}`, request);
      return { ...changed, client: toClient(changed.client) };
    },

    async previewUpdate(id, body, options) {
      const request = { body, ...when(options) };
      return toPreview(await api.send('POST', path`/api/v1/clients/${id}/preview`, request));
    },

    pause: change('pause'),
    resume: change('resume'),
    revoke: change('revoke'),

    async delete(id, { confirmName, ...options } = {}) {
      const request = { query: { confirmName }, ...when(options) };
      await api.send('DELETE', path`/api/v1/clients/${id}`, request);
    },

    async bulkDelete(ids, { confirmCount } = {}) {
      const body = { ids, confirmCount };
      const to = '/api/v1/client-deletions';
      return (await api.send<{ deleted: number }>('POST', to, { body })).deleted;
    },

    setAllowedOrigins: remoteOrigins(api, get),
    secrets: remoteSecrets(api, get),

    async listKeys(id) {
      const { items } = await api.get<{ items: ClientPublicKey[] }>(
        path`/api/v1/clients/${id}/keys`,
      );
      return items.map((key) => ({ ...key, clientId: id }));
    },

    revokeKey: (id, key) => api.send('DELETE', path`/api/v1/clients/${id}/keys/${key}`),

    addKey: (id, { jwk }) => api.send('POST', path`/api/v1/clients/${id}/keys`, { body: { jwk } }),
  };
}

/** Without what the API says besides. */
export function toClient<C extends Client>({
  allTeams: _,
  ...client
}: C & { allTeams?: boolean }): C {
  return client as unknown as C;
}

const toPreview = (preview: ClientPreview): ClientPreview => ({
  ...preview,
  client: toClient(preview.client),
});

const when = ({ expectedVersion }: VersionOptions = {}) =>
  expectedVersion === undefined ? {} : { ifMatch: expectedVersion };

export const toFilters = ({ unusedSince, expiresBefore, sort, ...query }: ClientQuery) => ({
  ...query,
  sort: sort === undefined ? undefined : snakeCase(sort),
  unusedSince: toInstant(unusedSince),
  expiresBefore: toInstant(expiresBefore),
});

const toInstant = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();
