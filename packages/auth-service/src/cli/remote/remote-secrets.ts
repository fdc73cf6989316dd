import type { Client } from '../../domain/client/client.ts';
import type { SecretSummary } from '../../domain/client/client-secret.ts';
import type { CreatedSecret, SecretManagement } from '../../domain/client/manage-secrets.ts';
import { DomainError } from '../../domain/errors.ts';
import { type ApiClient, path } from './api-client.ts';

type Created = Omit<CreatedSecret, 'client'>;

export function remoteSecrets(
  api: ApiClient,
  get: (id: string) => Promise<Client>,
): SecretManagement {
  const list = async (clientId: string): Promise<SecretSummary[]> =>
    (await api.get<{ items: SecretSummary[] }>(path`/api/v1/clients/${clientId}/secrets`)).items;
  return {
    list,

    async create(clientId, body = {}) {
      const to = path`/api/v1/clients/${clientId}/secrets`;
      const created = await api.send<Created>('POST', to, { body });
      // Afterwards: its end has moved with its secrets.
      return { ...created, client: await get(clientId) };
    },

    async rotate(clientId, body = {}) {
      const to = path`/api/v1/clients/${clientId}/rotate-secret`;
      const created = await api.send<Created>('POST', to, { body });
      return { ...created, client: await get(clientId) };
    },

    async revoke(clientId, secretId) {
      await api.send('DELETE', path`/api/v1/clients/${clientId}/secrets/${secretId}`);
      const found = (await list(clientId)).find(({ id }) => id === secretId);
      if (found) return found;
      throw new DomainError('not_found', `secret: The client has no secret ${secretId}.`);
    },
  };
}
