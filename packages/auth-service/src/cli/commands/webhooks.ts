import type { Command } from 'commander';
import { invalidRequest } from '../../domain/errors.ts';
import type { WebhookEndpoint } from '../../domain/webhook/webhook-endpoint.ts';
import { WEBHOOK_EVENT_TYPES } from '../../domain/webhook/webhook-event.ts';
import type { DeliveryState } from '../../domain/webhook/webhook-store.ts';
import { collect, toNumber } from '../collect.ts';
import type { CliContext } from '../context.ts';
import { findOrganization } from '../lookup.ts';
import { instant } from '../output.ts';

interface AddOptions {
  org?: string;
  description?: string;
  event: string[];
}

interface UpdateOptions {
  url?: string;
  event: string[];
  allEvents?: boolean;
  description?: string;
}

interface DeliveriesOptions {
  state?: DeliveryState;
  limit?: number;
}

const SHOWN_ONCE =
  'This secret is shown once. Keep it where the endpoint verifies signatures (webhook-signature).';

export function addWebhookCommands(program: Command, context: CliContext): void {
  const { administer, confirm } = context;
  const webhooks = program
    .command('webhooks')
    .description('endpoints that are told of what happens to clients and sessions');
  webhooks
    .command('add <url>')
    .description('add an endpoint; needs CASEMENT_ENCRYPTION_KEY, with which its secret is stored')
    .option('--org <organization>', 'told of the clients of this organization only (ID or name)')
    .option('--event <type>', 'told of this only; may be given several times', collect, [])
    .option('--description <text>', 'for people')
    .addHelpText('after', `\nTypes: ${WEBHOOK_EVENT_TYPES.join(', ')}`)
    .action((url: string, { org, event, description }: AddOptions) =>
      administer(async ({ webhooks, directory }) => {
        const organization = org === undefined ? undefined : await findOrganization(directory, org);
        const { endpoint, secret } = await webhooks.create({
          organizationId: organization?.id,
          url,
          description,
          events: event.length > 0 ? event : undefined,
        });
        return { item: endpoint, secret, secretName: 'secret', warning: SHOWN_ONCE };
      }),
    );
  webhooks
    .command('list')
    .description('list endpoints')
    .action(() =>
      administer(async ({ webhooks }) => ({
        rows: (await webhooks.list()).map(describe),
        columns: ['id', 'url', 'organization_id', 'events', 'status', 'created_at'],
        what: 'webhook',
        empty: 'No webhooks yet. Add one with: casement webhooks add <url>',
      })),
    );
  webhooks
    .command('show <webhook>')
    .description('show an endpoint')
    .action((id: string) =>
      administer(async ({ webhooks }) => ({ item: describe(await webhooks.get(id)) })),
    );
  webhooks
    .command('update <webhook>')
    .description('change what is named, and nothing else')
    .option('--url <url>', 'where deliveries go')
    .option('--event <type>', 'told of this only; may be given several times', collect, [])
    .option('--all-events', 'told of everything')
    .option('--description <text>', 'for people')
    .action((id: string, { url, event, allEvents, description }: UpdateOptions) =>
      administer(async ({ webhooks }) => {
        const events = event.length > 0 ? event : undefined;
        if (events && allEvents) {
          throw invalidRequest([{ path: 'events', message: 'Some, or --all-events: not both.' }]);
        }
        const change = { url, description, events: allEvents ? ('all' as const) : events };
        return { item: describe(await webhooks.update(id, change)) };
      }),
    );
  for (const [verb, said] of [
    ['pause', 'is paused: nothing new is noted for it, and what is due waits.'],
    ['resume', 'is active again.'],
  ] as const) {
    webhooks
      .command(`${verb} <webhook>`)
      .description(verb === 'pause' ? 'send it nothing for now' : 'send to it again')
      .action((id: string) =>
        administer(async ({ webhooks }) => ({
          item: await webhooks[verb](id),
          text: `Webhook ${id} ${said}`,
        })),
      );
  }
  webhooks
    .command('rotate-secret <webhook>')
    .description('make a new secret; the old one signs beside it for a day')
    .action((id: string) =>
      administer(async ({ webhooks }) => {
        const { endpoint, secret } = await webhooks.rotateSecret(id);
        return { item: endpoint, secret, secretName: 'secret', warning: SHOWN_ONCE };
      }),
    );
  webhooks
    .command('delete <webhook>')
    .description('remove it with its deliveries')
    .option('--yes', 'do not ask')
    .action((id: string, { yes }: { yes?: boolean }) =>
      administer(async ({ webhooks }) => {
        await webhooks.get(id);
        const consequence = `Webhook ${id} will be removed with its deliveries.`;
        await confirm({ consequence, word: id, yes });
        await webhooks.delete(id);
        return { item: { id, deleted: true }, text: `Webhook ${id} is deleted.` };
      }),
    );
  addDeliveryCommands(webhooks, context);
}

function addDeliveryCommands(webhooks: Command, { administer }: CliContext): void {
  webhooks
    .command('ping <webhook>')
    .description('send a webhook.ping, to see whether it works')
    .action((id: string) =>
      administer(async ({ webhooks }) => {
        const eventId = await webhooks.ping(id);
        return {
          item: { eventId },
          text: `The running service sends ${eventId}. See with: casement webhooks deliveries ${id}`,
        };
      }),
    );
  webhooks
    .command('deliveries <webhook>')
    .description('the delivery log, newest first')
    .option('--state <state>', 'pending, delivered or failed')
    .option('--limit <number>', 'at most so many (default: 50)', toNumber)
    .action((id: string, filter: DeliveriesOptions) =>
      administer(async ({ webhooks }) => ({
        rows: (await webhooks.deliveries(id, filter)).map(
          ({ endpointId: _, log, ...delivery }) => ({
            ...delivery,
            last: log.at(-1)?.status ?? log.at(-1)?.error,
            nextAttemptAt: delivery.state === 'pending' ? delivery.nextAttemptAt : undefined,
            log: log.map(({ at, ...attempt }) => ({ ...attempt, at: instant(at) })),
          }),
        ),
        columns: [
          ...['event_id', 'type', 'state', 'attempts', 'last', 'created_at', 'next_attempt_at'],
        ],
        what: 'event',
        empty: 'No deliveries yet.',
      })),
    );
  webhooks
    .command('redeliver <webhook> <event>')
    .description('deliver an event again that was delivered or given up')
    .action((id: string, eventId: string) =>
      administer(async ({ webhooks }) => {
        await webhooks.redeliver(id, eventId);
        return { item: { eventId }, text: `The running service sends ${eventId} again.` };
      }),
    );
}

const describe = ({ events, ...endpoint }: WebhookEndpoint): object => ({
  ...endpoint,
  events: events === 'all' ? 'all' : [...events],
});
