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
  const { key, expiresAt } = code;
  if (isDecided(code) || expiresAt <= clock()) return;
  const { devicePolls } = storage.stores;
  if (await devicePolls.record({ key, at: clock(), expiresAt })) {
    throw new errors.SlowDown(
      `asked too soon: wait ${POLLING_INTERVAL.step / 1000} seconds longer than before between two requests`,
    );
  }
}

const isDecided = ({ payload }: Pick<OAuthArtifact, 'payload'>): boolean => {
  const { accountId, error } = JSON.parse(payload) as Record<string, unknown>;
  return accountId !== undefined || error !== undefined;
};

/**
 * Whoever confirmed a code and went no further can type it again, in any browser: the engine would take it
 * for used while its device waits on. What is good once is the decision; see {@link saveUndecided}.
 */
export function resumeUnfinishedCodes(provider: Provider): void {
  Object.defineProperty(provider.DeviceCode.prototype, 'inFlight', {
    get: () => undefined,
    set: () => {},
  });
}

/**
 * Saves a device code about which nobody has decided meanwhile: of several who are asked about it at once,
 * the first decides.
 *
 * @throws AlreadyUsedError
 */
export async function saveUndecided(
  storage: Storage,
  code: Omit<OAuthArtifact, 'consumedAt'>,
): Promise<void> {
  await storage.transaction(async ({ oauthArtifacts }) => {
    const present = await oauthArtifacts.find('DeviceCode', code.key);
    if (present && isDecided(present)) throw new AlreadyUsedError();
    await oauthArtifacts.put(code);
  });
}

/** By the name of the engine's own, which it keeps to itself. */
class AlreadyUsedError extends errors.InvalidRequest {
  override readonly name = 'AlreadyUsedError';

  constructor() {
    super('the code was used before');
  }
}
