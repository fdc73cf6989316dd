import type { Logger } from 'pino';
import type { Clock } from './domain/clock.ts';
import { manageSigningKeys } from './domain/signing-key/manage-signing-keys.ts';
import type { SigningKeySet } from './domain/signing-key/signing-key-set.ts';
import type { Storage } from './domain/storage.ts';
import { startRecurringJob } from './recurring-job.ts';

/** How late this process signs with a key that another one has retired. Milliseconds. */
const REFRESH_INTERVAL = 200;

/** Milliseconds. */
const ROTATION_INTERVAL = 60_000;

const DAY = 24 * 60 * 60_000;

export interface SigningKeyUpkeep {
  storage: Storage;
  keys: SigningKeySet;
  clock: Clock;
  logger: Logger;
}

/**
 * Follows rotations by other processes, rotates by the calendar, and removes what nothing needs any more.
 * Answers what stops all that.
 *
 * @param rotationDays how long a key signs; 0: until somebody rotates it
 */
export function startSigningKeyUpkeep(
  { storage, keys, clock, logger }: SigningKeyUpkeep,
  rotationDays: number,
): () => Promise<void> {
  const upkeep = () => keepSigningKeys({ storage, clock }, rotationDays);
  const stops = [
    startRecurringJob('reading signing keys', () => keys.refresh(), {
      interval: REFRESH_INTERVAL,
      logger,
    }),
    startRecurringJob('signing-key rotation', upkeep, {
      interval: ROTATION_INTERVAL,
      logger,
      atOnce: true,
    }),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

/** Rotates when it is time, and removes expired keys: once. */
export async function keepSigningKeys(
  deps: { storage: Storage; clock: Clock },
  rotationDays: number,
): Promise<void> {
  const management = manageSigningKeys(deps, { type: 'service' });
  await management.removeExpired();
  if (rotationDays === 0) return;
  const keys = await management.list();
  const active = keys.find(({ state }) => state === 'active');
  const since = active && (active.activatedAt ?? active.createdAt);
  const due = since !== undefined && deps.clock() - since >= rotationDays * DAY;
  if (due && keys.some(({ state }) => state === 'next')) await management.rotate();
}
