import {
  findKnownClient,
  verifyCredentials,
} from '../../../src/domain/client/client-authentication.ts';
import type { ClientManagement } from '../../../src/domain/client/manage-clients.ts';
import type { Clock } from '../../../src/domain/clock.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import type { Storage } from '../../../src/domain/storage.ts';
import type { Client, ClientQuery, CreatedClient, NewClient } from '../../../src/index.ts';
import type { ModelSecret, Outcome } from './client-model.ts';
import { clientId, type Operation, type Version } from './operation.ts';

/** A client as something outside of the service sees it. */
export type ClientView = Client & { secrets: ModelSecret[] };

/** How a model's operations are done to something real: the use cases, or an interface to them. */
export interface ClientDriver {
  apply(operation: Exclude<Operation, { do: 'list' | 'wait' }>): Promise<Outcome>;
  view(id: string): Promise<ClientView | undefined>;
  /** Every page of it. */
  list(query: ClientQuery, pageSize: number): Promise<string[]>;
}

type Made = Pick<CreatedClient, 'secret' | 'clientSecret'>;

/** Drives the use cases themselves, as the operator does. */
export function useCaseDriver(
  { clients }: { clients: ClientManagement },
  deps: { storage: Storage; clock: Clock; user: string; teamId: string },
): ClientDriver {
  /** By client, in the order in which they were made. */
  const secrets = new Map<string, { id: string; value: string }[]>();
  const remember = (client: string, { secret, clientSecret }: Made) => {
    if (secret === undefined || clientSecret === undefined) return;
    const before = secrets.get(client) ?? [];
    secrets.set(client, [...before, { id: secret.id, value: clientSecret }]);
  };
  const secretId = (id: string, place: number): string =>
    secrets.get(id)?.[place]?.id ?? 'sec_none';
  const versionOptions = async (id: string, version: Version) => {
    if (version === 'any') return {};
    const current = await clients.get(id);
    return { expectedVersion: current.version - (version === 'stale' ? 1 : 0) };
  };

  const toInput = ({ client, type, settings }: Operation & { do: 'create' }): NewClient => {
    const common = { ...settings, id: clientId(client) };
    if (type === 'app')
      return { type, ...common, redirectUris: ['https://a.example/cb'] } as NewClient;
    if (type === 'service') return { type, ...common, user: deps.user } as NewClient;
    const { teamId } = deps;
    const allowedOrigins = ['https://a.example'];
    const { confirmed: _, ...rest } = common;
    return { type, ...rest, teamId, userMode: 'dynamic', allowedOrigins } as NewClient;
  };

  const perform = async (operation: Parameters<ClientDriver['apply']>[0]): Promise<unknown> => {
    if (operation.do === 'bulkDelete') {
      const ids = operation.clients.map(clientId);
      await clients.bulkDelete(ids);
      for (const id of ids) secrets.delete(id);
      return;
    }
    const id = clientId(operation.client);
    switch (operation.do) {
      case 'create':
        return remember(id, await clients.create(toInput(operation)));
      case 'update':
        return clients.update(id, operation.settings, await versionOptions(id, operation.version));
      case 'pause':
      case 'resume':
      case 'revoke':
        return clients[operation.do](id, await versionOptions(id, operation.version));
      case 'delete': {
        const { name } = await clients.get(id);
        const options = await versionOptions(id, operation.version);
        await clients.delete(id, { ...options, confirmName: operation.typed ? name : 'another' });
        return secrets.delete(id);
      }
      case 'createSecret': {
        const { expiresInDays } = operation;
        return remember(id, await clients.secrets.create(id, { expiresInDays }));
      }
      case 'rotate': {
        const { overlapHours, secret, typed } = operation;
        const view = overlapHours > 72 ? undefined : await clients.get(id);
        const made = await clients.secrets.rotate(id, {
          overlapHours,
          secretId: secret === undefined || !view ? undefined : secretId(id, secret),
          confirmName: typed ? view?.name : 'another',
        });
        return remember(id, made);
      }
      case 'revokeSecret':
        return clients.secrets.revoke(id, secretId(id, operation.secret));
      case 'authenticate': {
        const known = await findKnownClient(deps.storage.stores, id);
        if (!known)
          throw new DomainError('not_found', 'client: the model asks for one that is there.');
        const secret = secrets.get(id)?.[operation.secret]?.value ?? 'wrong';
        const credentials = { method: 'secret', clientId: id, address: '::1', secret } as const;
        return verifyCredentials({ ...deps, audiences: [] }, credentials, known);
      }
    }
  };

  return {
    async apply(operation) {
      try {
        await perform(operation);
        return 'done';
      } catch (error) {
        if (error instanceof DomainError) return error.code;
        throw error;
      }
    },
    async view(id) {
      const found = await deps.storage.stores.clients.find(id);
      if (!found) return undefined;
      const shown = await clients.secrets.list(id);
      // Two of one millisecond are listed in any order.
      const made = (secrets.get(id) ?? []).map((one) => one.id);
      return {
        ...found,
        secrets: shown
          .toSorted((a, b) => made.indexOf(a.id) - made.indexOf(b.id))
          .map(({ createdAt, expiresAt, revokedAt, lastUsedAt }) => ({
            ...{ createdAt, expiresAt, revokedAt, lastUsedAt },
          })),
      };
    },
    async list(query, limit) {
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await clients.list({ ...query, limit, cursor });
        ids.push(...page.clients.map(({ id }) => id));
        cursor = page.nextCursor;
        if (ids.length > 1_000) throw new Error('the pages never end');
      } while (cursor !== undefined);
      return ids;
    },
  };
}
