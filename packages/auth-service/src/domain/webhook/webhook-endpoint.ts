import { isIP } from 'node:net';
import type { FieldFault } from '@casement/server-sdk/contract';
import { isOpened, isReachable, type Network } from '../outbound/reachable-address.ts';
import { isWebhookEventType, WEBHOOK_EVENT_TYPES, type WebhookEventType } from './webhook-event.ts';

export const WEBHOOK_STATUSES = ['active', 'inactive'] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

/** An address that is told of events. */
export interface WebhookEndpoint {
  id: string;
  /** Told of this organization's clients; `undefined`: of all. */
  organizationId: string | undefined;
  url: string;
  description: string | undefined;
  events: readonly WebhookEventType[] | 'all';
  status: WebhookStatus;
  createdAt: number;
  createdBy: string | undefined;
}

/** What signs its deliveries, encrypted under the service's encryption key. */
export interface WebhookSecrets {
  sealedSecret: string;
  /** The one before, which signs too until `previousUntil`. */
  sealedPrevious: string | undefined;
  previousUntil: number | undefined;
}

export interface WebhookInput {
  organizationId?: string | undefined;
  url: string;
  description?: string | undefined;
  /** All when absent. */
  events?: readonly string[] | undefined;
}

const URL_MAX = 2_048;
const DESCRIPTION_MAX = 200;

/** Every rule that an endpoint's description breaks. */
export function webhookFaults(
  { url, description, events }: Partial<WebhookInput>,
  opened: readonly Network[],
): FieldFault[] {
  const fault = (path: string, message: string | undefined) =>
    message === undefined ? [] : [{ path, message }];
  return [
    ...fault('url', url === undefined ? undefined : urlFault(url, opened)),
    ...fault(
      'description',
      (description?.length ?? 0) > DESCRIPTION_MAX || /\p{Cc}/u.test(description ?? '')
        ? `At most ${DESCRIPTION_MAX} characters, none of them control ones.`
        : undefined,
    ),
    ...fault(
      'events',
      events !== undefined && (events.length === 0 || !events.every(isWebhookEventType))
        ? `Some of ${WEBHOOK_EVENT_TYPES.join(', ')}; leave it out for all.`
        : undefined,
    ),
  ];
}

/** Says what can be said without asking for the name's address; that is looked at with every connection. */
function urlFault(text: string, opened: readonly Network[]): string | undefined {
  if (text.length > URL_MAX) return `At most ${URL_MAX} characters.`;
  if (!URL.canParse(text)) return 'An address such as https://hooks.example.com/casement.';
  const { protocol, username, password, hash, hostname } = new URL(text);
  if (username !== '' || password !== '' || hash !== '') {
    return 'No user, password or fragment: the signature proves where deliveries come from.';
  }
  const host = hostname.replace(/^\[|\]$/g, '');
  const literal = isIP(host) !== 0 || host === 'localhost' || host.endsWith('.localhost');
  const address = isIP(host) === 0 ? '127.0.0.1' : host;
  if (protocol === 'http:' && (literal ? isOpened(address, opened) : opened.length > 0)) {
    return undefined;
  }
  if (protocol !== 'https:') {
    return 'Must be https, unless CASEMENT_OUTBOUND_NETWORKS opens the network that it leads to.';
  }
  if (literal && !isReachable(address, opened)) {
    return 'Not an address of this machine or of a private network, unless CASEMENT_OUTBOUND_NETWORKS opens it.';
  }
  return undefined;
}
