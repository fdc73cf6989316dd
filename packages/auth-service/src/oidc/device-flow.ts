import Provider, { errors } from 'oidc-provider';
import type { Clock } from '../domain/clock.ts';
import { POLLING_INTERVAL } from '../domain/device-code/polling-interval.ts';
import type { OAuthArtifact } from '../domain/oauth-artifact/oauth-artifact.ts';
import type { Storage } from '../domain/storage.ts';

/** Seconds in which a user finds a browser and signs in. */
export const DEVICE_CODE_LIFETIME = 600;

/** Devices are told how often they may ask (RFC 8628 §3.2); the engine leaves it to their guess. */
export function sayPollingInterval(provider: Provider): void {
  provider.on('device_authorization.success', (_ctx, body: { interval?: number }) => {
    body.interval = POLLING_INTERVAL.initial / 1000;
  });
}

/**
 * Refuses a device that asks for its tokens too often while its user has not decided yet (RFC 8628 §3.5).
 * Once there is a decision it hears of it, however soon it asks.
 *
 * @throws errors.SlowDown
 */
export async function refuseEagerDevice(
  { storage, clock }: { storage: Storage; clock: Clock },
  code: OAuthArtifact,
): Promise<void> {
  const oidc = Provider.ctx?.oidc;
  // Others who have got hold of the code do not slow its device down.
  if (oidc?.route !== 'token' || oidc.client?.clientId !== code.clientId) return;
  const { accountId, error } = JSON.parse(code.payload) as Record<string, unknown>;
  const { key, expiresAt } = code;
  if (accountId !== undefined || error !== undefined || expiresAt <= clock()) return;
  const { devicePolls } = storage.stores;
  if (await devicePolls.record({ key, at: clock(), expiresAt })) {
    throw new errors.SlowDown(
      `asked too soon: wait ${POLLING_INTERVAL.step / 1000} seconds longer than before between two requests`,
    );
  }
}
