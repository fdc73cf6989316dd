import type Provider from 'oidc-provider';
import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.ts';
import type { Storage } from '../domain/storage.ts';

/**
 * Notes when a client without a secret was last given a token (CM14); one with a secret is noted where the
 * secret is compared. Nobody waits for it, and a token is not refused because it failed.
 */
export function noteClientUse(
  provider: Provider,
  { storage, clock, logger }: { storage: Storage; clock: Clock; logger: Logger },
): void {
  provider.on('grant.success', ({ oidc: { client } }) => {
    if (!client || client.clientAuthMethod?.startsWith('client_secret')) return;
    storage.stores.clients.touchClient(client.clientId, clock()).catch((error: unknown) => {
      logger.warn({ clientId: client.clientId, err: String(error) }, 'last use was not noted');
    });
  });
}
