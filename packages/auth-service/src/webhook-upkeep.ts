import type { Logger } from 'pino';
import type { Clock } from './domain/clock.ts';
import type { Network } from './domain/outbound/reachable-address.ts';
import type { Storage } from './domain/storage.ts';
import { webhookCourier } from './domain/webhook/deliver-webhooks.ts';
import { guardedAgent, type Resolve } from './outbound/guarded-agent.ts';
import { webhookSender } from './outbound/webhook-sender.ts';
import { startRecurringJob } from './recurring-job.ts';

/** Milliseconds between two looks for what is due: how late a first delivery is at most. */
const INTERVAL = 1_000;

export interface WebhookUpkeep {
  storage: Storage;
  clock: Clock;
  random: () => number;
  logger: Logger;
  encryptionKey: Uint8Array;
  networks: readonly Network[];
  /** Milliseconds for which stopping waits for what is under way. */
  shutdownTimeout: number;
  interval?: number | undefined;
  onOutcome?: ((outcome: WebhookOutcome) => void) | undefined;
  resolve?: Resolve | undefined;
}

/** `unreachable`: there was no answer. */
export type WebhookOutcome = 'delivered' | 'refused' | 'unreachable';

function outcomeOf(status: number | undefined, error: string | undefined): WebhookOutcome {
  if (status === undefined) return 'unreachable';
  return error === undefined ? 'delivered' : 'refused';
}

/** Delivers webhooks until it is stopped. */
export function startWebhookUpkeep(upkeep: WebhookUpkeep): () => Promise<void> {
  const { logger, networks, resolve } = upkeep;
  const cutting = new AbortController();
  const agent = guardedAgent(networks, resolve);
  const courier = webhookCourier({
    ...upkeep,
    send: webhookSender(agent, cutting.signal),
    onAttempt: ({ eventId, endpointId, type }, { number, status, error, duration }) => {
      const about = { event: eventId, webhook: endpointId, type, attempt: number };
      logger.info({ ...about, status, error, duration }, 'webhook attempt');
      upkeep.onOutcome?.(outcomeOf(status, error));
    },
    onError: (error) => logger.error({ message: String(error) }, 'delivering webhooks failed'),
  });
  const stop = startRecurringJob('webhooks', () => courier.collect(), {
    interval: upkeep.interval ?? INTERVAL,
    logger,
    atOnce: true,
  });
  return async () => {
    const cut = setTimeout(() => cutting.abort(), upkeep.shutdownTimeout);
    await stop();
    await courier.stop();
    clearTimeout(cut);
    await agent.destroy();
  };
}
