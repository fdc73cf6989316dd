import type { Logger } from 'pino';
import { removeOldAuditEvents } from './domain/audit/audit-retention.ts';
import type { RefusalLog } from './domain/audit/refusal-log.ts';
import type { Clock } from './domain/clock.ts';
import type { Storage } from './domain/storage.ts';
import { startRecurringJob } from './recurring-job.ts';

/** Often, so that a count is written soon after its minute has ended. Milliseconds. */
const FLUSH_INTERVAL = 5_000;

/** Milliseconds. */
const RETENTION_INTERVAL = 60 * 60_000;

export interface AuditUpkeep {
  storage: Storage;
  refusals: RefusalLog;
  clock: Clock;
  logger: Logger;
}

/**
 * Writes the counts of refusals and removes events that are older than the retention. Answers what
 * stops both; stopping writes what was counted so far.
 */
export function startAuditUpkeep(
  { storage, refusals, clock, logger }: AuditUpkeep,
  retentionDays: number,
): () => Promise<void> {
  const stopFlushing = startRecurringJob('writing refusal counts', () => refusals.flush(), {
    interval: FLUSH_INTERVAL,
    logger,
  });
  const stopRetention = startRecurringJob(
    'audit retention',
    () => removeOldAuditEvents(storage, clock, retentionDays),
    { interval: RETENTION_INTERVAL, logger, atOnce: true },
  );
  return async () => {
    await Promise.all([stopFlushing(), stopRetention()]);
    await refusals.flush(true).catch((error: unknown) => {
      logger.error({ message: String(error) }, 'writing refusal counts failed');
    });
  };
}
