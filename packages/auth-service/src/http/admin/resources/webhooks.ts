import { z } from 'zod';
import { PERMISSIONS } from '../../../domain/directory/permission.ts';
import type { LoggedDelivery } from '../../../domain/webhook/manage-deliveries.ts';
import {
  WEBHOOK_STATUSES,
  type WebhookEndpoint,
} from '../../../domain/webhook/webhook-endpoint.ts';
import { WEBHOOK_EVENT_TYPES } from '../../../domain/webhook/webhook-event.ts';
import { DELIVERY_STATES } from '../../../domain/webhook/webhook-store.ts';
import { PAGE_LIMIT } from '../cursor.ts';
import { answerSchema, requestSchema } from '../openapi/components.ts';
import { defineRoute } from '../route.ts';
import {
  instant,
  nullableInstant,
  reference,
  text,
  toInstant,
  toNullableInstant,
} from './common-schemas.ts';

const status = z.enum(WEBHOOK_STATUSES);
const events = z
  .union([z.literal('all'), z.array(z.enum(WEBHOOK_EVENT_TYPES)).min(1).max(100)])
  .describe('What it is told of.');

const FIELDS = {
  id: z.string(),
  organization_id: z.string().nullable().describe('Whose clients; null: everybody’s.'),
  url: z.string(),
  description: z.string().nullable(),
  events,
  status,
  created_at: instant,
  created_by: z.string().nullable(),
};

const webhook = answerSchema('Webhook', z.object(FIELDS));
const webhookWithSecret = answerSchema(
  'WebhookWithSecret',
  z.object({ ...FIELDS, secret: z.string().describe('`whsec_…`; never shown again.') }),
);

const delivery = answerSchema(
  'WebhookDelivery',
  z.object({
    event_id: z.string(),
    type: z.string(),
    state: z.enum(DELIVERY_STATES),
    attempts: z.array(
      z.object({
        at: instant,
        duration: z.int().describe('Milliseconds.'),
        status: z.int().nullable().describe('Of the answer; null: there was none.'),
        error: z.string().nullable(),
      }),
    ),
    created_at: instant,
    next_attempt_at: nullableInstant,
    settled_at: nullableInstant,
  }),
);

const toView = (endpoint: WebhookEndpoint): z.input<typeof webhook> => ({
  id: endpoint.id,
  organization_id: endpoint.organizationId ?? null,
  url: endpoint.url,
  description: endpoint.description ?? null,
  events: endpoint.events === 'all' ? 'all' : [...endpoint.events],
  status: endpoint.status,
  created_at: toInstant(endpoint.createdAt),
  created_by: endpoint.createdBy ?? null,
});

const toDeliveryView = (found: LoggedDelivery): z.input<typeof delivery> => ({
  event_id: found.eventId,
  type: found.type,
  state: found.state,
  attempts: found.log.map(({ at, duration, status, error }) => ({
    at: toInstant(at),
    duration,
    status: status ?? null,
    error: error ?? null,
  })),
  created_at: toInstant(found.createdAt),
  next_attempt_at: found.state === 'pending' ? toInstant(found.nextAttemptAt) : null,
  settled_at: toNullableInstant(found.settledAt),
});

const COMMON = { tag: 'Webhooks', permissions: [PERMISSIONS.manageClients] };
const LIST = '/api/v1/webhooks';
const ONE = `${LIST}/{webhook_id}`;
const params = z.object({ webhook_id: reference });

const endpointRoutes = [
  defineRoute({
    ...{ ...COMMON, method: 'get', path: LIST, operation: 'listWebhooks' },
    summary: 'List the webhooks that you may manage',
    description: 'They are few: there are no pages.',
    answer: answerSchema('WebhookList', z.object({ items: z.array(webhook) })),
    handle: async ({ use }) => ({
      body: { items: (await use.webhooks.list()).map(toView) },
    }),
  }),
  defineRoute({
    ...{ ...COMMON, method: 'post', path: LIST, operation: 'createWebhook' },
    summary: 'Add a webhook',
    description:
      'One of an organization takes the permission in each of its teams; one for everything, everywhere.',
    body: requestSchema(
      'NewWebhook',
      z.strictObject({
        organization_id: reference.optional(),
        url: text,
        description: text.optional(),
        events: events.default('all'),
      }),
    ),
    answer: webhookWithSecret,
    status: 201,
    problems: ['not_found', 'conflict'],
    idempotent: true,
    async handle({ body: { organization_id: organizationId, events, ...body }, use }) {
      const { endpoint, secret } = await use.webhooks.create({
        ...{ ...body, organizationId },
        events: events === 'all' ? undefined : events,
      });
      return { body: { ...toView(endpoint), secret }, location: `${LIST}/${endpoint.id}` };
    },
  }),
  defineRoute({
    ...{ ...COMMON, method: 'get', path: ONE, operation: 'getWebhook' },
    summary: 'Read a webhook',
    params,
    answer: webhook,
    problems: ['not_found'],
    handle: async ({ params, use }) => ({
      body: toView(await use.webhooks.get(params.webhook_id)),
    }),
  }),
  defineRoute({
    ...{ ...COMMON, method: 'patch', path: ONE, operation: 'updateWebhook' },
    summary: 'Change, pause or resume a webhook',
    description: 'What happens while it is inactive is not noted for it.',
    params,
    body: requestSchema(
      'WebhookChange',
      z.strictObject({
        url: text.optional(),
        description: text.optional(),
        events: events.optional(),
        status: status.optional(),
      }),
    ),
    answer: webhook,
    problems: ['not_found'],
    async handle({ params: { webhook_id: id }, body: { status, ...change }, use }) {
      const changed = await use.webhooks.update(id, change);
      if (status === undefined) return { body: toView(changed) };
      const set = status === 'active' ? use.webhooks.resume : use.webhooks.pause;
      return { body: toView(await set(id)) };
    },
  }),
  defineRoute({
    ...{ ...COMMON, method: 'delete', path: ONE, operation: 'deleteWebhook' },
    summary: 'Delete a webhook with its deliveries',
    params,
    problems: ['not_found'],
    async handle({ params, use }) {
      await use.webhooks.delete(params.webhook_id);
      return { body: undefined };
    },
  }),
  defineRoute({
    ...{ ...COMMON, method: 'post', path: `${ONE}/secret`, operation: 'rotateWebhookSecret' },
    summary: 'Make a new secret',
    description: 'The one before signs beside it for a day.',
    params,
    answer: webhookWithSecret,
    status: 201,
    problems: ['not_found', 'conflict'],
    idempotent: true,
    async handle({ params, use }) {
      const { endpoint, secret } = await use.webhooks.rotateSecret(params.webhook_id);
      return { body: { ...toView(endpoint), secret } };
    },
  }),
];

const deliveryRoutes = [
  defineRoute({
    ...{ ...COMMON, method: 'post', path: `${ONE}/ping`, operation: 'pingWebhook' },
    summary: 'Send a `webhook.ping`, to see whether it works',
    params,
    answer: answerSchema('WebhookPing', z.object({ event_id: z.string() })),
    status: 201,
    problems: ['not_found', 'conflict'],
    idempotent: true,
    handle: async ({ params, use }) => ({
      body: { event_id: await use.webhooks.ping(params.webhook_id) },
    }),
  }),
  defineRoute({
    ...{ ...COMMON, method: 'get', path: `${ONE}/deliveries`, operation: 'listDeliveries' },
    summary: 'The delivery log, newest first',
    params,
    query: z.object({
      limit: z.int().min(1).max(PAGE_LIMIT.max).default(PAGE_LIMIT.default),
      state: z.enum(DELIVERY_STATES).optional(),
    }),
    answer: answerSchema('WebhookDeliveryList', z.object({ items: z.array(delivery) })),
    problems: ['not_found'],
    async handle({ params, query: { limit, state }, use }) {
      const filter = state === undefined ? { limit } : { limit, state };
      const found = await use.webhooks.deliveries(params.webhook_id, filter);
      return { body: { items: found.map(toDeliveryView) } };
    },
  }),
  defineRoute({
    ...{ ...COMMON, method: 'post', operation: 'redeliverEvent' },
    path: `${ONE}/deliveries/{event_id}/redelivery`,
    summary: 'Deliver an event again that was delivered or given up',
    params: z.object({ webhook_id: reference, event_id: reference }),
    problems: ['not_found'],
    async handle({ params, use }) {
      await use.webhooks.redeliver(params.webhook_id, params.event_id);
      return { body: undefined };
    },
  }),
];

export const webhookRoutes = [...endpointRoutes, ...deliveryRoutes];
