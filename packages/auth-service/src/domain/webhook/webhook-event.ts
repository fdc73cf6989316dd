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

const isTold = (type: AuditEventType): type is WebhookEventType =>
  /^(client|session)\./.test(type) && !REFUSALS.has(type);

export const WEBHOOK_EVENT_TYPES: readonly WebhookEventType[] = AUDIT_EVENT_TYPES.filter(isTold);

const TYPES: ReadonlySet<string> = new Set(WEBHOOK_EVENT_TYPES);

/** One that there is: an endpoint for any other would hear nothing. */
export const isWebhookEventType = (type: string): type is WebhookEventType => TYPES.has(type);

/** Sent on demand, to see whether an endpoint works. */
export const PING = 'webhook.ping';

/**
 * An event as endpoints are told of it. Who has one for everything hears everything; an organization's hears
 * nothing of other organizations, with which it may share the client.
 */
export interface WebhookBodies {
  /** For endpoints of no organization. */
  whole: string;
  /** For an organization's, where the user who did it belongs to that organization. */
  ofOwnUser: string;
  /** For an organization's, where somebody else did it. */
  ofAnother: string;
}

/** The bodies that endpoints get: `type`, `timestamp`, `data`, as Standard Webhooks recommends. */
export function webhookBodies(event: AuditEvent): WebhookBodies {
  const { actor } = event;
  const details = without(ADDRESSES, event.details);
  const own = without(FOREIGN, event.details);
  const isNamed =
    actor.type === 'user' || (actor.type === 'client' && actor.clientId !== event.clientId);
  const whole = bodyOf(event, named(actor), details);
  const ofOwnUser = own === event.details ? whole : bodyOf(event, named(actor), own);
  const ofAnother = isNamed ? bodyOf(event, { type: actor.type }, own) : ofOwnUser;
  return { whole, ofOwnUser, ofAnother };
}

type Details = AuditEvent['details'];

function bodyOf(event: AuditEvent, actor: object, details: Details): string {
  return JSON.stringify({
    type: event.type,
    timestamp: new Date(event.at).toISOString(),
    data: {
      client_id: event.clientId,
      subject_id: event.subjectId,
      user_id: event.userId,
      actor,
      // Small and flat, and never a code, token or secret; the address stays here.
      details,
    },
  });
}

/** Details that say where a client works, and as whom: teams, organizations and users, whoever's they are. */
const PLACING: ReadonlySet<string> = new Set([
  ...['team', 'team_id', 'team_restriction', 'roles', 'user_id', 'static_user_id'],
]);

/** A mail address is part of no delivery. */
const ADDRESSES: ReadonlySet<string> = new Set(['contact']);

/** Names what is kept back, so that who may see it can look it up. */
function without(kept: ReadonlySet<string>, details: Details): Details {
  const withheld = Object.keys(details).filter((name) => kept.has(name));
  if (withheld.length === 0) return details;
  const told = Object.entries(details).filter(([name]) => !kept.has(name));
  return { ...Object.fromEntries(told), withheld: withheld.join(' ') };
}

const FOREIGN: ReadonlySet<string> = new Set([...PLACING, ...ADDRESSES]);

function named(actor: Actor): object {
  if (actor.type === 'user') return { type: 'user', user_id: actor.userId };
  if (actor.type === 'client') return { type: 'client', client_id: actor.clientId };
  return { type: actor.type };
}
