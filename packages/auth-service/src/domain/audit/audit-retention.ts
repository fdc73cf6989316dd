import type { Clock } from '../clock.ts';
import type { Storage } from '../storage.ts';
import { recordAudit } from './audit-store.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Rows per delete: short enough that nobody waits for it. */
const BATCH = 500;

/** Removes events older than `days`, batch by batch, and says so in the log; answers how many went. */
export async function removeOldAuditEvents(
  storage: Storage,
  clock: Clock,
  days: number,
): Promise<number> {
  const before = clock() - days * DAY;
  let total = 0;
  let removed: number;
  do {
    removed = await storage.transaction(({ audit }) => audit.removeBefore(before, BATCH));
    total += removed;
    // Lets waiting requests in between two batches.
    await new Promise((resolve) => setImmediate(resolve));
  } while (removed === BATCH);
  if (total > 0) {
    await recordAudit(storage.stores.audit, clock, {
      type: 'audit.removed',
      actor: { type: 'service' },
      details: { count: total, before, retention_days: days },
    });
  }
  return total;
}
