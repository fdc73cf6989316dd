import type { Client } from '../../domain/client/client.ts';
import type { CreatedClient } from '../../domain/client/create-client.ts';
import type { CreatedSecret } from '../../domain/client/manage-secrets.ts';
import type {
  CredentialNode,
  NodeCredentialManagement,
} from '../../domain/client/node-credentials.ts';
import type { ServiceClient } from '../../domain/client/oauth-client.ts';
import { type ApiClient, path } from './api-client.ts';
import { toClient } from './remote-clients.ts';

const at = (node: CredentialNode, slug: string): string =>
  node === 'app'
    ? path`/api/apps/${slug}/client-credentials`
    : path`/api/projects/${slug}/client-credentials`;

/** Client credentials of projects and apps by the admin API. */
export function remoteNodeCredentials(
  api: ApiClient,
  get: (id: string) => Promise<Client>,
): NodeCredentialManagement {
  return {
    async create(node, slug, body) {
      const made = await api.send<CreatedClient<ServiceClient>>('POST', at(node, slug), { body });
      return { ...made, client: toClient(made.client) };
    },

    async list(node, slug) {
      const { items } = await api.get<{ items: ServiceClient[] }>(at(node, slug));
      return items.map(toClient);
    },

    async regenerateSecret(node, slug, clientId, body) {
      const to = at(node, slug) + path`/${clientId}/regenerate-secret`;
      const made = await api.send<Omit<CreatedSecret, 'client'>>('POST', to, { body });
      return { ...made, client: await get(clientId) };
    },
  };
}
