import { type Actor, type AuditEventType, OPERATOR } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import { type Jurisdiction, mayEverywhereIn } from '../authority/authority.ts';
import { wayOut } from '../authority/require-permission.ts';
import type { Clock } from '../clock.ts';
import { PERMISSIONS } from '../directory/permission.ts';
import { DomainError, refuseFaults } from '../errors.ts';
import { newId } from '../identifier.ts';
import type { Network } from '../outbound/reachable-address.ts';
import { unlockSigningKey } from '../signing-key/signing-key-material.ts';
import type { Storage, Stores } from '../storage.ts';
import {
  type WebhookEndpoint,
  type WebhookInput,
  type WebhookStatus,
  webhookFaults,
} from './webhook-endpoint.ts';
import { PING, WEBHOOK_EVENT_TYPES } from './webhook-event.ts';
import { newWebhookSecret, sealWebhookSecret } from './webhook-secret.ts';
import type { DeliveryAttempt, DeliveryState, WebhookDelivery } from './webhook-store.ts';

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

export type LoggedDelivery = WebhookDelivery & { log: DeliveryAttempt[] };

/**
 * Endpoints that are told of what happens to clients and sessions. One of an organization needs
 * `OAUTH_CLIENT_MANAGE` in all of its teams; one for everything needs it everywhere. Every change is audited.
 */
export interface WebhookManagement {
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

  const mayManage = async (organizationId: string | undefined): Promise<boolean> => {
    const teams = organizationId === undefined ? [] : await directory.listTeams(organizationId);
    const jurisdiction: Jurisdiction =
      teams.length === 0 ? 'everywhere' : teams.map(({ id }) => id);
    return mayEverywhereIn(storage.stores, actor, jurisdiction, PERMISSIONS.manageClients);
  };
  /** The same of an organization that is not there. */
  const beyond = async (organizationId: string | undefined): Promise<DomainError> => {
    const { manageClients } = PERMISSIONS;
    const way = await wayOut(storage.stores, actor, 'everywhere', [manageClients]);
    return new DomainError(
      'permission_required',
      `Managing webhooks needs the permission ${manageClients} in every team${organizationId === undefined ? '' : ' of the organization'}. ${way}`,
    );
  };
  /** Whoever may not manage it learns nothing of whether it is there. */
  const get = async (id: string): Promise<WebhookEndpoint> => {
    const endpoint = await webhooks.findEndpoint(id);
    if (endpoint && (await mayManage(endpoint.organizationId))) return endpoint;
    const message = `webhook: there is no webhook ${id}, or you may not manage it. See them with: casement webhooks list`;
    throw new DomainError('not_found', message);
  };
  const record = (
    stores: Stores,
    type: Extract<AuditEventType, `webhook.${string}`>,
    subjectId: string,
    details: Record<string, string> = {},
  ) => recordAudit(stores.audit, clock, { type, actor, subjectId, details });
  const newSecret = async () => {
    if (!encryptionKey) throw keyless();
    await requireServicesKey(storage.stores, encryptionKey);
    const secret = newWebhookSecret();
    return { secret, sealedSecret: await sealWebhookSecret(secret, encryptionKey) };
  };
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
    get,
    pause: (id) => setStatus(id, 'inactive'),
    resume: (id) => setStatus(id, 'active'),

    async create(input) {
      refuseFaults(webhookFaults(input, networks));
      const { organizationId, url, description, events } = input;
      // First: which organizations there are, and with which teams, is not for everybody to find out.
      if (!(await mayManage(organizationId))) throw await beyond(organizationId);
      if (organizationId !== undefined && !(await directory.findOrganization(organizationId))) {
        throw missing('organization', organizationId, 'casement orgs list');
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
        if (await mayManage(endpoint.organizationId)) endpoints.push(endpoint);
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

    async ping(id) {
      const endpoint = await get(id);
      if (endpoint.status !== 'active') {
        throw new DomainError('conflict', `webhook: ${id} is paused. Resume it first.`);
      }
      const eventId = newId('evt');
      const timestamp = new Date(clock()).toISOString();
      const body = JSON.stringify({ type: PING, timestamp, data: { webhook_id: id } });
      await storage.transaction(async (stores) => {
        await stores.webhooks.enqueueFor(id, { eventId, type: PING, body }, clock());
        await record(stores, 'webhook.pinged', id, { event: eventId });
      });
      return eventId;
    },

    async deliveries(id, { state, limit = 50 } = {}) {
      await get(id);
      const found = await webhooks.listDeliveries({ endpointId: id, state, limit });
      const logged: LoggedDelivery[] = [];
      for (const delivery of found) {
        logged.push({ ...delivery, log: await webhooks.listAttempts(delivery) });
      }
      return logged;
    },

    async redeliver(id, eventId) {
      await get(id);
      await storage.transaction(async (stores) => {
        if (!(await stores.webhooks.requeue({ endpointId: id, eventId }, clock()))) {
          throw new DomainError(
            'not_found',
            `event: The webhook ${id} has no settled delivery of ${eventId}. See them with: casement webhooks deliveries ${id}`,
          );
        }
        await record(stores, 'webhook.redelivered', id, { event: eventId });
      });
    },
  };
}

/** Sealed under any other key, no delivery could ever be signed. */
async function requireServicesKey({ signingKeys }: Stores, key: Uint8Array): Promise<void> {
  const [signing] = await signingKeys.list();
  if (signing) await unlockSigningKey(signing, key);
}

const known = (events: readonly string[]) =>
  WEBHOOK_EVENT_TYPES.filter((type) => events.includes(type));

/** A path may hold a key of the receiver's: the host alone is written down. */
const hostOf = ({ url }: WebhookEndpoint) => ({ host: new URL(url).host });

const missing = (kind: string, id: string, list: string): DomainError =>
  new DomainError('not_found', `${kind}: There is no ${kind} ${id}. See them with: ${list}`);

const keyless = (): DomainError =>
  new DomainError(
    'conflict',
    'A webhook’s secret is stored encrypted: set CASEMENT_ENCRYPTION_KEY to the service’s key.',
  );
