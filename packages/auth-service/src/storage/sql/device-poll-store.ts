import { type Kysely, sql } from 'kysely';
import type { DevicePollStore } from '../../domain/device-code/device-poll-store.ts';
import { POLLING_INTERVAL } from '../../domain/device-code/polling-interval.ts';
import type { Schema } from './schema.ts';

export function sqlDevicePollStore(db: Kysely<Schema>): DevicePollStore {
  const { initial, step, tolerance } = POLLING_INTERVAL;
  return {
    async record({ key, at, expiresAt }) {
      const tooSoon = sql<number>`case when excluded.polled_at < device_polls.polled_at + device_polls.wait - ${tolerance} then 1 else 0 end`;
      const { too_soon } = await db
        .insertInto('device_polls')
        .values({ key, polled_at: at, wait: initial, too_soon: 0, expires_at: expiresAt })
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet({
            polled_at: sql`excluded.polled_at`,
            wait: sql`device_polls.wait + ${step} * ${tooSoon}`,
            too_soon: tooSoon,
          }),
        )
        .returning('too_soon')
        .executeTakeFirstOrThrow();
      return too_soon === 1;
    },
    async sweep(before, limit) {
      const expired = db
        .selectFrom('device_polls')
        .select('key')
        .where('expires_at', '<=', before)
        .limit(limit);
      const { numDeletedRows } = await db
        .deleteFrom('device_polls')
        .where('key', 'in', expired)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
