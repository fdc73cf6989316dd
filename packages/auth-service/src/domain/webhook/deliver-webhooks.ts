import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import { newId } from '../identifier.ts';
import type { Storage } from '../storage.ts';
import { retryDelay } from './retry-schedule.ts';
import { openWebhookSecret, signWebhook } from './webhook-secret.ts';
import { SEND_DEADLINE, type WebhookAnswer, type WebhookSender } from './webhook-sender.ts';
import type { ClaimedDelivery, DeliveryAttempt } from './webhook-store.ts';

export interface WebhookDelivering {
  storage: Storage;
  clock: Clock;
  random: () => number;
  encryptionKey: Uint8Array;
  send: WebhookSender;
  /** Hears of every attempt, for the log. */
  onAttempt: (delivery: ClaimedDelivery, attempt: DeliveryAttempt) => void;
  /** Hears of what went wrong here, not there: the delivery is taken up again when its lease has passed. */
  onError: (error: unknown) => void;
}

/** Longer than a request can take, so that nobody takes over from a sender that is alive. */
export const DELIVERY_LEASE = 4 * SEND_DEADLINE;

/** At once, in this process. */
const CONCURRENCY = 16;
/** Of these for one endpoint: a slow one leaves room for the others. */
const PER_ENDPOINT = 2;

/** The receiver is gone for good (RFC 9110 §15.5.11). */
const GONE = 410;

export interface WebhookCourier {
  /** Takes what is due and nobody else has in hand, as much as there is room for; resolves when it is on its way. */
  collect(): Promise<void>;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
  /** Takes nothing new; resolves when what is under way has ended. */
  stop(): Promise<void>;
}

/** Delivers webhooks. Any number of couriers may work on one database, in any number of processes. */
export function webhookCourier(delivering: WebhookDelivering): WebhookCourier {
  const { storage, clock, onError } = delivering;
  const { webhooks } = storage.stores;
  /** Endpoint of each request under way. */
  const underWay = new Map<Promise<void>, string>();
  let collecting: Promise<void> | undefined;
  let stopped = false;

  const take = async (): Promise<void> => {
    while (!stopped && underWay.size < CONCURRENCY) {
      const now = clock();
      if (!(await webhooks.hasDue(now))) return;
      const claimed = await webhooks.claimDue(newId('clm'), {
        now,
        leaseUntil: now + DELIVERY_LEASE,
        limit: CONCURRENCY - underWay.size,
        perEndpoint: PER_ENDPOINT,
        except: [...new Set(underWay.values())],
      });
      if (claimed.length === 0) return;
      for (const delivery of claimed) start(delivery);
    }
  };
  const collect = (): Promise<void> => {
    collecting ??= take().finally(() => {
      collecting = undefined;
    });
    return collecting;
  };
  const start = (delivery: ClaimedDelivery): void => {
    const work: Promise<void> = deliver(delivering, delivery)
      .catch(onError)
      .then(() => {
        underWay.delete(work);
        collect().catch(onError);
      });
    underWay.set(work, delivery.endpointId);
  };
  const idle = async (): Promise<void> => {
    while (collecting || underWay.size > 0) {
      await Promise.allSettled([collecting, ...underWay.keys()]);
    }
  };
  return {
    collect,
    idle,
    stop() {
      stopped = true;
      return idle();
    },
  };
}

async function deliver(delivering: WebhookDelivering, delivery: ClaimedDelivery): Promise<void> {
  const { storage, clock, random } = delivering;
  const at = clock();
  const begin = performance.now();
  const answer = await request(delivering, delivery, at);
  const { status, error } = answer;
  const succeeded = status !== undefined && status >= 200 && status < 300;
  const attempt: DeliveryAttempt = {
    number: delivery.attempt,
    at,
    duration: Math.round(performance.now() - begin),
    status,
    error: error ?? (succeeded ? undefined : 'refused'),
  };
  const delay = retryDelay(delivery.attempt, random, answer.retryAfter);
  const ended = succeeded || delay === undefined || status === GONE;
  await storage.transaction(async (stores) => {
    const next = ended
      ? { state: succeeded ? ('delivered' as const) : ('failed' as const) }
      : { nextAttemptAt: clock() + delay };
    if (!(await stores.webhooks.settle(delivery, attempt, next)) || !ended || succeeded) return;
    const about = {
      actor: { type: 'service' },
      subjectId: delivery.endpointId,
    } as const;
    await recordAudit(stores.audit, clock, {
      ...about,
      type: 'webhook.delivery_failed',
      details: {
        event: delivery.eventId,
        event_type: delivery.type,
        attempts: delivery.attempt,
        ...(status === undefined ? {} : { status }),
        ...(error === undefined ? {} : { reason: error }),
      },
    });
    if (status !== GONE) return;
    const endpoint = await stores.webhooks.findEndpoint(delivery.endpointId);
    if (endpoint?.status !== 'active') return;
    await stores.webhooks.updateEndpoint({ ...endpoint, status: 'inactive' });
    await recordAudit(stores.audit, clock, {
      ...about,
      type: 'webhook.paused',
      details: { reason: 'gone' },
    });
  });
  delivering.onAttempt(delivery, attempt);
}

async function request(
  { encryptionKey, send }: WebhookDelivering,
  { url, body, eventId, ...secrets }: ClaimedDelivery,
  now: number,
): Promise<WebhookAnswer> {
  const { sealedSecret, sealedPrevious, previousUntil = 0 } = secrets;
  const sealed = [sealedSecret, ...(sealedPrevious && previousUntil > now ? [sealedPrevious] : [])];
  // After a change of the encryption key only what was made since can be read.
  const opened = await Promise.allSettled(
    sealed.map((one) => openWebhookSecret(one, encryptionKey)),
  );
  const readable = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  if (opened[0]?.status !== 'fulfilled') {
    return { status: undefined, error: 'secret_unreadable', retryAfter: undefined };
  }
  return send(url, body, signWebhook(readable, eventId, now, body));
}
