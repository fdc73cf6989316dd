import type { LoggedDelivery } from '../../domain/webhook/manage-deliveries.ts';
import type { CreatedWebhook, WebhookManagement } from '../../domain/webhook/manage-webhooks.ts';
import type { WebhookEndpoint } from '../../domain/webhook/webhook-endpoint.ts';
import type { DeliveryAttempt } from '../../domain/webhook/webhook-store.ts';
import { type ApiClient, path } from './api-client.ts';

const WEBHOOKS = '/api/v1/webhooks';

/** An endpoint and its secret are one object there. */
type WithSecret = WebhookEndpoint & { secret: string };

type Delivery = Omit<LoggedDelivery, 'attempts' | 'log'> & {
  attempts: Omit<DeliveryAttempt, 'number'>[];
};

/** Webhooks by the admin API, which holds the key that seals their secrets. */
export function remoteWebhooks(api: ApiClient): WebhookManagement {
  const update = (id: string, body: object): Promise<WebhookEndpoint> =>
    api.send('PATCH', path`/api/v1/webhooks/${id}`, { body });
  return {
    update,
    pause: (id) => update(id, { status: 'inactive' }),
    resume: (id) => update(id, { status: 'active' }),
    create: async (body) => created(await api.send<WithSecret>('POST', WEBHOOKS, { body })),
    list: async () => (await api.get<{ items: WebhookEndpoint[] }>(WEBHOOKS)).items,
    get: (id) => api.get(path`/api/v1/webhooks/${id}`),
    rotateSecret: async (id) =>
      created(await api.send<WithSecret>('POST', path`/api/v1/webhooks/${id}/secret`)),
    delete: (id) => api.send('DELETE', path`/api/v1/webhooks/${id}`),

    async ping(id) {
      const to = path`/api/v1/webhooks/${id}/ping`;
      return (await api.send<{ eventId: string }>('POST', to)).eventId;
    },

    async deliveries(id, filter = {}) {
      const from = path`/api/v1/webhooks/${id}/deliveries`;
      const { items } = await api.get<{ items: Delivery[] }>(from, filter);
      return items.map(({ attempts, ...delivery }) => ({
        ...delivery,
        endpointId: id,
        attempts: attempts.length,
        log: attempts.map((attempt, index) => ({ ...attempt, number: index + 1 })),
      }));
    },

    redeliver: (id, eventId) =>
      api.send('POST', path`/api/v1/webhooks/${id}/deliveries/${eventId}/redelivery`),
  };
}

const created = ({ secret, ...endpoint }: WithSecret): CreatedWebhook => ({ endpoint, secret });
