import type { AuditEvent } from '../audit/audit-event.ts';
import type { WebhookEndpoint, WebhookSecrets } from './webhook-endpoint.ts';

/** `pending` until it is one of the others, which are final. */
export const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One event for one endpoint. */
export interface DeliveryKey {
  /** `webhook-id`: the same with every attempt, so that a receiver knows a second copy. */
  eventId: string;
  endpointId: string;
}

export interface WebhookDelivery extends DeliveryKey {
  type: string;
  state: DeliveryState;
  attempts: number;
  createdAt: number;
  /** When it is tried next, while it is pending. */
  nextAttemptAt: number;
  settledAt: number | undefined;
}

/** One try. */
export interface DeliveryAttempt {
  number: number;
  at: number;
  /** Milliseconds. */
  duration: number;
  /** Status of the answer; `undefined`: there was none. */
  status: number | undefined;
  /** Why there was no answer, or no good one: one of a closed set, or a system's error code. */
  error: string | undefined;
}

/** A delivery in the hands of one sender. */
export interface ClaimedDelivery extends DeliveryKey, WebhookSecrets {
  claim: string;
  /** The how manieth attempt this is. */
  attempt: number;
  type: string;
  body: string;
  url: string;
}

export interface DeliveryFilter {
  endpointId: string;
  state?: DeliveryState | undefined;
  limit: number;
}

export interface WebhookStore {
  insertEndpoint(endpoint: WebhookEndpoint, secrets: WebhookSecrets): Promise<void>;
  findEndpoint(id: string): Promise<WebhookEndpoint | undefined>;
  /** In the order in which they were made. */
  listEndpoints(): Promise<WebhookEndpoint[]>;
  updateEndpoint(endpoint: WebhookEndpoint): Promise<void>;
  findSecrets(id: string): Promise<WebhookSecrets | undefined>;
  setSecrets(id: string, secrets: WebhookSecrets): Promise<void>;
  /** With its deliveries. */
  deleteEndpoint(id: string): Promise<void>;

  /**
   * Notes an event for every active endpoint that wants it and may know of it, in the transaction in which
   * the event happens (outbox): both are, or neither is. Whoever has it noted already, has it once.
   */
  enqueue(event: AuditEvent): Promise<void>;
  /** Notes a delivery for one endpoint, whatever it wants. */
  enqueueFor(
    endpointId: string,
    delivery: Pick<ClaimedDelivery, 'eventId' | 'type' | 'body'>,
    at: number,
  ): Promise<void>;
  /** Cheap: it is asked often. */
  hasDue(now: number): Promise<boolean>;
  /**
   * Takes deliveries that are due, in one statement: nobody has them, or whoever had them let the lease
   * pass. At most `limit`, and `perEndpoint` of each; none of the endpoints in `except`.
   */
  claimDue(
    claim: string,
    wish: {
      now: number;
      leaseUntil: number;
      limit: number;
      perEndpoint: number;
      except: readonly string[];
    },
  ): Promise<ClaimedDelivery[]>;
  /**
   * Ends a claim: with the attempt in the log and either a final state or the moment of the next attempt.
   * False where the claim has passed to somebody else.
   */
  settle(
    delivery: ClaimedDelivery,
    attempt: DeliveryAttempt,
    next: { state: Exclude<DeliveryState, 'pending'> } | { nextAttemptAt: number },
  ): Promise<boolean>;
  /** Makes a settled delivery pending again, from the beginning. False when there is none. */
  requeue(key: DeliveryKey, at: number): Promise<boolean>;

  /** Newest first. */
  listDeliveries(filter: DeliveryFilter): Promise<WebhookDelivery[]>;
  listAttempts(key: DeliveryKey): Promise<DeliveryAttempt[]>;
  /** Removes deliveries of before `before`; at most `limit`, answers how many. */
  sweep(before: number, limit: number): Promise<number>;
}
