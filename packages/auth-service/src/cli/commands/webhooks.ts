import { type Command, Option } from 'commander';
import { invalidRequest } from '../../domain/errors.ts';
import type { WebhookEndpoint } from '../../domain/webhook/webhook-endpoint.ts';
import { WEBHOOK_EVENT_TYPES } from '../../domain/webhook/webhook-event.ts';
import { DELIVERY_STATES, type DeliveryState } from '../../domain/webhook/webhook-store.ts';
import { collect, toNumber } from '../collect.ts';
import type { CliContext } from '../context.ts';
import { findOrganization } from '../lookup.ts';
import type { Management } from '../management.ts';
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
        const item = await describe(endpoint, directory);
        return { item, secret, secretName: 'secret', warning: SHOWN_ONCE };
      }),
    );
  webhooks
    .command('list')
    .description('list endpoints')
    .action(() =>
      administer(async ({ webhooks, directory }) => ({
        rows: await Promise.all((await webhooks.list()).map((one) => describe(one, directory))),
        columns: ['id', 'url', 'organization_name', 'events', 'status', 'created_at'],
        what: 'webhook',
        empty: 'No webhooks yet. Add one with: casement webhooks add <url>',
      })),
    );
  webhooks
    .command('show <webhook>')
    .description('show an endpoint')
    .action((id: string) =>
      administer(async ({ webhooks, directory }) => ({
        item: await describe(await webhooks.get(id), directory),
      })),
    );
  webhooks
    .command('update <webhook>')
    .description('change what is named, and nothing else')
    .option('--url <url>', 'where deliveries go')
    .option('--event <type>', 'told of this only; may be given several times', collect, [])
    .option('--all-events', 'told of everything')
    .option('--description <text>', 'for people')
    .action((id: string, { url, event, allEvents, description }: UpdateOptions) =>
      administer(async ({ webhooks, directory }) => {
        const events = event.length > 0 ? event : undefined;
        if (events && allEvents) {
          throw invalidRequest([{ path: 'events', message: 'Some, or --all-events: not both.' }]);
        }
        const change = { url, description, events: allEvents ? ('all' as const) : events };
        return { item: await describe(await webhooks.update(id, change), directory) };
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
        administer(async ({ webhooks, directory }) => ({
          item: await describe(await webhooks[verb](id), directory),
          text: `Webhook ${id} ${said}`,
        })),
      );
  }
  webhooks
    .command('rotate-secret <webhook>')
    .description('make a new secret; the old one signs beside it for a day')
    .action((id: string) =>
      administer(async ({ webhooks, directory }) => {
        const { endpoint, secret } = await webhooks.rotateSecret(id);
        const item = await describe(endpoint, directory);
        return { item, secret, secretName: 'secret', warning: SHOWN_ONCE };
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
    .addOption(new Option('--state <state>', 'only these').choices(DELIVERY_STATES))
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
        empty:
          filter.state === undefined
            ? 'No deliveries yet.'
            : `No ${filter.state} deliveries. See all with: casement webhooks deliveries ${id}`,
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

/** With the organization's name, and “all” where nothing is restricted. */
async function describe(
  { organizationId, events, ...endpoint }: WebhookEndpoint,
  directory: Management['directory'],
): Promise<object> {
  const { id, url, ...rest } = endpoint;
  const all = organizationId === undefined ? [] : await directory.listOrganizations();
  return {
    ...{ id, url, organizationId },
    organizationName:
      organizationId === undefined
        ? 'all'
        : (all.find((one) => one.id === organizationId)?.name ?? organizationId),
    events: events === 'all' ? 'all' : [...events],
    ...rest,
  };
}
