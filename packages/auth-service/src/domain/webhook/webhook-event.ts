import {
  type Actor,
  AUDIT_EVENT_TYPES,
  type AuditEvent,
  type AuditEventType,
  REFUSAL_EVENT_TYPES,
  type RefusalEventType,
} from '../audit/audit-event.ts';

/** What endpoints may be told of: what happened to clients and sessions. Refusals stay in the audit log. */
export type WebhookEventType = Exclude<
  Extract<AuditEventType, `client.${string}` | `session.${string}`>,
  RefusalEventType
>;

const REFUSALS: ReadonlySet<string> = new Set(REFUSAL_EVENT_TYPES);

export function isWebhookEventType(type: string): type is WebhookEventType {
  return /^(client|session)\./.test(type) && !REFUSALS.has(type);
}

export const WEBHOOK_EVENT_TYPES: readonly WebhookEventType[] =
  AUDIT_EVENT_TYPES.filter(isWebhookEventType);

/** Sent on demand, to see whether an endpoint works. */
export const PING = 'webhook.ping';

/** The body that endpoints get: `type`, `timestamp`, `data`, as Standard Webhooks recommends. */
export function webhookBody(event: AuditEvent): string {
  return JSON.stringify({
    type: event.type,
    timestamp: new Date(event.at).toISOString(),
    data: {
      client_id: event.clientId,
      subject_id: event.subjectId,
      user_id: event.userId,
      actor: actorOf(event.actor),
      // Small and flat, and never a code, token or secret; the address stays here.
      details: event.details,
    },
  });
}

function actorOf(actor: Actor): object {
  if (actor.type === 'user') return { type: 'user', user_id: actor.userId };
  if (actor.type === 'client') return { type: 'client', client_id: actor.clientId };
  return { type: actor.type };
}
