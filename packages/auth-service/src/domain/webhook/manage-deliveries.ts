import type { Actor } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import { DomainError } from '../errors.ts';
import { newId } from '../identifier.ts';
import type { Storage } from '../storage.ts';
import { manageableWebhook } from './webhook-authority.ts';
import { PING } from './webhook-event.ts';
import type { DeliveryAttempt, DeliveryState, WebhookDelivery } from './webhook-store.ts';

export type LoggedDelivery = WebhookDelivery & { log: DeliveryAttempt[] };

/** What an endpoint was sent, and what it is to be sent at somebody's wish. */
export interface DeliveryManagement {
  /** Sends a `webhook.ping`, to see whether the endpoint works; answers the event's ID. */
  ping(id: string): Promise<string>;
  /** The delivery log, newest first, with every attempt. */
  deliveries(
    id: string,
    filter?: { state?: DeliveryState; limit?: number },
  ): Promise<LoggedDelivery[]>;
  /** Delivers an event again that was delivered or given up. */
  redeliver(id: string, eventId: string): Promise<void>;
}

export function manageDeliveries(
  { storage, clock }: { storage: Storage; clock: Clock },
  actor: Actor,
): DeliveryManagement {
  const { stores } = storage;

  return {
    async ping(id) {
      const endpoint = await manageableWebhook(stores, actor, id);
      if (endpoint.status !== 'active') {
        throw new DomainError('conflict', `webhook: ${id} is paused. Resume it first.`);
      }
      const eventId = newId('evt');
      const timestamp = new Date(clock()).toISOString();
      const body = JSON.stringify({ type: PING, timestamp, data: { webhook_id: id } });
      const details = { event: eventId };
      await storage.transaction(async ({ webhooks, audit }) => {
        await webhooks.enqueueFor(id, { eventId, type: PING, body }, clock());
        await recordAudit(audit, clock, { type: 'webhook.pinged', actor, subjectId: id, details });
      });
      return eventId;
    },

    async deliveries(id, { state, limit = 50 } = {}) {
      await manageableWebhook(stores, actor, id);
      const found = await stores.webhooks.listDeliveries({ endpointId: id, state, limit });
      const logged: LoggedDelivery[] = [];
      for (const delivery of found) {
        logged.push({ ...delivery, log: await stores.webhooks.listAttempts(delivery) });
      }
      return logged;
    },

    async redeliver(id, eventId) {
      await manageableWebhook(stores, actor, id);
      const type = 'webhook.redelivered';
      const details = { event: eventId };
      await storage.transaction(async ({ webhooks, audit }) => {
        if (!(await webhooks.requeue({ endpointId: id, eventId }, clock()))) {
          throw new DomainError(
            'not_found',
            `event: The webhook ${id} has no settled delivery of ${eventId}. See them with: casement webhooks deliveries ${id}`,
          );
        }
        await recordAudit(audit, clock, { type, actor, subjectId: id, details });
      });
    },
  };
}
