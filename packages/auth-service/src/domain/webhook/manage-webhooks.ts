import { type Actor, type AuditEventType, OPERATOR } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import { DomainError, refuseFaults } from '../errors.ts';
import { newId } from '../identifier.ts';
import type { Network } from '../outbound/reachable-address.ts';
import type { Storage, Stores } from '../storage.ts';
import { issueWebhookSecret } from './issue-webhook-secret.ts';
import { type DeliveryManagement, manageDeliveries } from './manage-deliveries.ts';
import {
  manageableWebhook,
  mayManageWebhooks,
  requireWebhookAuthority,
} from './webhook-authority.ts';
import {
  type WebhookEndpoint,
  type WebhookInput,
  type WebhookStatus,
  webhookFaults,
} from './webhook-endpoint.ts';
import { WEBHOOK_EVENT_TYPES } from './webhook-event.ts';

export interface CreatedWebhook {
  endpoint: WebhookEndpoint;
  /** `whsec_…`, shown once. */
  secret: string;
}

/** What a change may say; what is absent stays. */
export interface WebhookChange {
  url?: string | undefined;
  description?: string | undefined;
  events?: readonly string[] | 'all' | undefined;
}

/**
 * Endpoints that are told of what happens to clients and sessions. One of an organization needs
 * `OAUTH_CLIENT_MANAGE` in all of its teams; one for everything needs it everywhere. Every change is audited.
 */
export interface WebhookManagement extends DeliveryManagement {
  /** @throws DomainError `invalid_request`, `not_found`, `permission_required` */
  create(input: WebhookInput): Promise<CreatedWebhook>;
  /** Those that the actor may manage. */
  list(): Promise<WebhookEndpoint[]>;
  get(id: string): Promise<WebhookEndpoint>;
  update(id: string, change: WebhookChange): Promise<WebhookEndpoint>;
  pause(id: string): Promise<WebhookEndpoint>;
  resume(id: string): Promise<WebhookEndpoint>;
  /** The old secret signs beside the new one for a day. */
  rotateSecret(id: string): Promise<CreatedWebhook>;
  delete(id: string): Promise<void>;
}

export interface WebhookDependencies {
  storage: Storage;
  clock: Clock;
  /** Seals secrets; without it no endpoint can be made. */
  encryptionKey?: Uint8Array | undefined;
  /** Networks of the operator's own that may be called. */
  networks?: readonly Network[] | undefined;
}

const DAY = 24 * 60 * 60_000;

export function manageWebhooks(
  { storage, clock, encryptionKey, networks = [] }: WebhookDependencies,
  actor: Actor = OPERATOR,
): WebhookManagement {
  const { webhooks, directory } = storage.stores;
  const get = (id: string) => manageableWebhook(storage.stores, actor, id);
  const newSecret = () => issueWebhookSecret(storage.stores, encryptionKey);
  const record = (
    stores: Stores,
    type: Extract<AuditEventType, `webhook.${string}`>,
    subjectId: string,
    details: Record<string, string> = {},
  ) => recordAudit(stores.audit, clock, { type, actor, subjectId, details });
  const setStatus = async (id: string, status: WebhookStatus): Promise<WebhookEndpoint> => {
    const endpoint = await get(id);
    if (endpoint.status === status) return endpoint;
    const changed = { ...endpoint, status };
    await storage.transaction(async (stores) => {
      await stores.webhooks.updateEndpoint(changed);
      await record(stores, status === 'active' ? 'webhook.resumed' : 'webhook.paused', id);
    });
    return changed;
  };

  return {
    ...manageDeliveries({ storage, clock }, actor),

    get,
    pause: (id) => setStatus(id, 'inactive'),
    resume: (id) => setStatus(id, 'active'),

    async create(input) {
      refuseFaults(webhookFaults(input, networks));
      const { organizationId, url, description, events } = input;
      // First: which organizations there are, and with which teams, is not for everybody to find out.
      await requireWebhookAuthority(storage.stores, actor, organizationId);
      if (organizationId !== undefined && !(await directory.findOrganization(organizationId))) {
        throw new DomainError(
          'not_found',
          `organization: There is no organization ${organizationId}. See them with: casement orgs list`,
        );
      }
      const endpoint: WebhookEndpoint = {
        id: newId('whk'),
        organizationId,
        url,
        description: description?.trim() || undefined,
        events: events === undefined ? 'all' : known(events),
        status: 'active',
        createdAt: clock(),
        createdBy: actor.type === 'user' ? actor.userId : undefined,
      };
      const { secret, sealedSecret } = await newSecret();
      const secrets = { sealedSecret, sealedPrevious: undefined, previousUntil: undefined };
      await storage.transaction(async (stores) => {
        await stores.webhooks.insertEndpoint(endpoint, secrets);
        await record(stores, 'webhook.created', endpoint.id, hostOf(endpoint));
      });
      return { endpoint, secret };
    },

    async list() {
      const endpoints: WebhookEndpoint[] = [];
      for (const endpoint of await webhooks.listEndpoints()) {
        if (await mayManageWebhooks(storage.stores, actor, endpoint.organizationId)) {
          endpoints.push(endpoint);
        }
      }
      return endpoints;
    },

    async update(id, { url, description, events }) {
      const listed = events === 'all' ? undefined : events;
      refuseFaults(
        webhookFaults({ url: url ?? 'https://example.com', description, events: listed }, networks),
      );
      const endpoint = await get(id);
      const changed: WebhookEndpoint = {
        ...endpoint,
        url: url ?? endpoint.url,
        description:
          description === undefined ? endpoint.description : description.trim() || undefined,
        events: events === undefined ? endpoint.events : events === 'all' ? 'all' : known(events),
      };
      if (JSON.stringify(changed) === JSON.stringify(endpoint)) return endpoint;
      await storage.transaction(async (stores) => {
        await stores.webhooks.updateEndpoint(changed);
        await record(stores, 'webhook.changed', id, hostOf(changed));
      });
      return changed;
    },

    async rotateSecret(id) {
      const endpoint = await get(id);
      const { secret, sealedSecret } = await newSecret();
      await storage.transaction(async (stores) => {
        const present = await stores.webhooks.findSecrets(id);
        await stores.webhooks.setSecrets(id, {
          sealedSecret,
          sealedPrevious: present?.sealedSecret,
          previousUntil: clock() + DAY,
        });
        await record(stores, 'webhook.secret_rotated', id);
      });
      return { endpoint, secret };
    },

    async delete(id) {
      const endpoint = await get(id);
      await storage.transaction(async (stores) => {
        await stores.webhooks.deleteEndpoint(id);
        await record(stores, 'webhook.deleted', id, hostOf(endpoint));
      });
    },
  };
}

const known = (events: readonly string[]) =>
  WEBHOOK_EVENT_TYPES.filter((type) => events.includes(type));

/** A path may hold a key of the receiver's: the host alone is written down. */
const hostOf = ({ url }: WebhookEndpoint) => ({ host: new URL(url).host });
