import type { Kysely } from 'kysely';
import type { BrowserSession } from '../../domain/browser-session/browser-session.ts';
import type { BrowserSessionStore } from '../../domain/browser-session/browser-session-store.ts';
import { newId } from '../../domain/identifier.ts';
import type { BrowserSessionRow } from './schema/grant-tables.ts';
import type { Schema } from './schema.ts';

export function sqlBrowserSessionStore(db: Kysely<Schema>): BrowserSessionStore {
  return {
    async keep({ key, userId, userAgent = null, address = null, expiresAt, at }) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('browser_sessions')
        .values({
          id: newId('bro', at),
          key,
          user_id: userId,
          user_agent: userAgent,
          address,
          created_at: at,
          last_active_at: at,
          expires_at: expiresAt,
          revoked_at: null,
        })
        .onConflict((conflict) =>
          conflict
            .column('key')
            .doUpdateSet({
              user_id: userId,
              user_agent: userAgent,
              address,
              last_active_at: at,
              expires_at: expiresAt,
            })
            .where('browser_sessions.revoked_at', 'is', null),
        )
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n;
    },
    async find(id) {
      const row = await db
        .selectFrom('browser_sessions')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row && toBrowserSession(row);
    },
    async list({ userId, liveAt, after, limit = 100 } = {}) {
      let query = db
        .selectFrom('browser_sessions')
        .selectAll()
        .orderBy('last_active_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit);
      if (userId !== undefined) query = query.where('user_id', '=', userId);
      if (after !== undefined) {
        query = query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('last_active_at', 'id'), '<', tuple(after.lastActiveAt, after.id)),
        );
      }
      if (liveAt !== undefined) {
        query = query
          .where('revoked_at', 'is', null)
          .where('expires_at', '>', liveAt)
          // Whoever signed out has taken the session itself away.
          .where(({ exists, selectFrom }) =>
            exists(
              selectFrom('oauth_artifacts')
                .select('oauth_artifacts.key')
                .whereRef('oauth_artifacts.uid', '=', 'browser_sessions.key')
                .where('oauth_artifacts.kind', '=', 'Session'),
            ),
          );
      }
      return (await query.execute()).map(toBrowserSession);
    },
    async revoke(target, at) {
      const rows = await db
        .updateTable('browser_sessions')
        .set({ revoked_at: at })
        .where('id' in target ? 'id' : 'user_id', '=', 'id' in target ? target.id : target.userId)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', at)
        .returningAll()
        .execute();
      return rows.map(toBrowserSession);
    },
    async sweep(before, limit) {
      const expired = db
        .selectFrom('browser_sessions')
        .select('id')
        .where('expires_at', '<=', before)
        .limit(limit);
      const { numDeletedRows } = await db
        .deleteFrom('browser_sessions')
        .where('id', 'in', expired)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}

function toBrowserSession(row: BrowserSessionRow): BrowserSession {
  return {
    id: row.id,
    key: row.key,
    userId: row.user_id,
    userAgent: row.user_agent ?? undefined,
    address: row.address ?? undefined,
    createdAt: row.created_at,
    lastActiveAt: row.last_active_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at ?? undefined,
  };
}
