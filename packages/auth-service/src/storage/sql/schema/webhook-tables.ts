import type { WebhookStatus } from '../../../domain/webhook/webhook-endpoint.ts';
import type { DeliveryState } from '../../../domain/webhook/webhook-store.ts';

/** Webhook endpoints, and the outbox of what they are told. */
export interface WebhookTables {
  webhook_endpoints: WebhookEndpointRow;
  webhook_subscriptions: WebhookSubscriptionRow;
  webhook_deliveries: WebhookDeliveryRow;
  webhook_attempts: WebhookAttemptRow;
}

export interface WebhookEndpointRow {
  id: string;
  /** Null: told of every organization's clients. */
  organization_id: string | null;
  url: string;
  description: string | null;
  /** 1: whatever its subscriptions say. */
  all_events: number;
  status: WebhookStatus;
  sealed_secret: string;
  sealed_previous: string | null;
  previous_until: number | null;
  created_at: number;
  created_by: string | null;
}

export interface WebhookSubscriptionRow {
  endpoint_id: string;
  type: string;
}

/** The outbox: written in the transaction of the event. */
export interface WebhookDeliveryRow {
  event_id: string;
  endpoint_id: string;
  type: string;
  body: string;
  state: DeliveryState;
  /** Whoever holds it may settle the row; null until somebody took it. */
  claim: string | null;
  /** From when on anybody may take it. */
  available_at: number;
  attempts: number;
  created_at: number;
  settled_at: number | null;
}

export interface WebhookAttemptRow {
  event_id: string;
  endpoint_id: string;
  number: number;
  at: number;
  duration: number;
  status: number | null;
  error: string | null;
}
