import type { Logger } from 'pino';
import type { Clock } from './domain/clock.ts';
import { SECURITY_EVENT_MEMORY } from './domain/security-event/security-event.ts';
import type { Stores } from './domain/storage.ts';
import { startRecurringJob } from './recurring-job.ts';

/** Rows per delete: short enough that nobody waits for it. */
export const SWEEP_BATCH = 500;

const MINUTE = 60_000;
/** Used codes are kept a while, so that a late second use is still recognised as one. */
const CODE_RETENTION = 10 * MINUTE;
/** An ended session can be continued this long (a machine that slept over the weekend and longer). */
const SESSION_RETENTION = 7 * 24 * 60 * MINUTE;
/** An operator still sees for a while where somebody was signed in. */
const BROWSER_SESSION_RETENTION = 7 * 24 * 60 * MINUTE;

/** The delivery log; nothing is tried that long. */
const WEBHOOK_LOG_RETENTION = 30 * 24 * 60 * MINUTE;

/** Removes everything that has expired, batch by batch; answers how many rows went. */
export async function sweepExpired(stores: Stores, now: number): Promise<number> {
  const sweeps = [
    () => stores.challengeCodes.sweep(now - CODE_RETENTION, SWEEP_BATCH),
    () => stores.proofs.sweep(now, SWEEP_BATCH),
    () => stores.clients.sweepAssertions(now, SWEEP_BATCH),
    () => stores.oauthArtifacts.sweep(now, SWEEP_BATCH),
    () => stores.devicePolls.sweep(now, SWEEP_BATCH),
    () => stores.browserSessions.sweep(now - BROWSER_SESSION_RETENTION, SWEEP_BATCH),
    () => stores.idempotency.sweep(now, SWEEP_BATCH),
    () => stores.sessions.sweep(now - SESSION_RETENTION, SWEEP_BATCH),
    () => stores.webhooks.sweep(now - WEBHOOK_LOG_RETENTION, SWEEP_BATCH),
    () => stores.securityEvents.sweep(now - SECURITY_EVENT_MEMORY, SWEEP_BATCH),
  ];
  let total = 0;
  for (const sweep of sweeps) {
    let swept: number;
    do {
      swept = await sweep();
      total += swept;
      // Lets waiting requests in between two batches.
      await new Promise((resolve) => setImmediate(resolve));
    } while (swept === SWEEP_BATCH);
  }
  return total;
}

/** Sweeps every `interval` milliseconds; answers what stops it and waits for the sweep under way. */
export function startSweeper(
  stores: Stores,
  clock: Clock,
  logger: Logger,
  interval: number = MINUTE,
): () => Promise<void> {
  const sweep = async () => {
    const rows = await sweepExpired(stores, clock());
    if (rows > 0) logger.debug({ rows }, 'swept expired rows');
  };
  return startRecurringJob('sweep', sweep, { interval, logger });
}
