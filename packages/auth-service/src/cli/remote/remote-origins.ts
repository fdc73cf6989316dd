import type { Client, EmbeddedClient } from '../../domain/client/client.ts';
import type { ClientManagement } from '../../domain/client/manage-clients.ts';
import type { UpdatedClient } from '../../domain/client/update-client.ts';
import { DomainError, invalidRequest } from '../../domain/errors.ts';
import { type ApiClient, path } from './api-client.ts';

const ATTEMPTS = 3;

/** Changes origins as they are now: where somebody else was faster, what they made of them. */
export function remoteOrigins(
  api: ApiClient,
  get: (id: string) => Promise<Client>,
): ClientManagement['setAllowedOrigins'] {
  return async (id, origins) => {
    for (let attempt = 1; ; attempt++) {
      const present = await get(id);
      if (present.type !== 'embedded') {
        const message = `Only embedded clients have allowed origins; ${id} is a client of type ${present.type}.`;
        throw invalidRequest([{ path: 'allowedOrigins', message }]);
      }
      const wanted = typeof origins === 'function' ? origins(present.allowedOrigins) : origins;
      try {
        const { client } = await api.send<UpdatedClient>('PATCH', path`/api/v1/clients/${id}`, {
          body: { allowedOrigins: wanted },
          ifMatch: present.version,
        });
        // The type never changes.
        return client as EmbeddedClient;
      } catch (error) {
        const isStale = error instanceof DomainError && error.code === 'stale_version';
        if (!isStale || attempt === ATTEMPTS) throw error;
      }
    }
  };
}
