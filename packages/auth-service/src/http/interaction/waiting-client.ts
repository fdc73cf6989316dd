import type { PageClient } from '../pages/page-client.ts';
import type { PendingInteraction } from './interaction-engine.ts';

/** The client on whose behalf a page asks. */
export function waitingClient({ client, redirectUri }: PendingInteraction): PageClient {
  return {
    name: client.name,
    uri: client.clientUri,
    contact: client.contact,
    redirectHost: URL.parse(redirectUri)?.host,
  };
}
