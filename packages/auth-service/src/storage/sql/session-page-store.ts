import type { ExpressionBuilder, Kysely } from 'kysely';
import type { VisibleTeams } from '../../domain/authority/authority.ts';
import type { SessionPageStore } from '../../domain/embedded-session/session-page-store.ts';
import { toSession } from './embedded-session-store.ts';
import type { Schema } from './schema.ts';
import { clientsWithin } from './visible-clients.ts';

export function sqlSessionPageStore(db: Kysely<Schema>): SessionPageStore {
  return {
    async list({ sight: { within, ownUserId }, id, clientId, userId, state, after, limit, now }) {
      let query = db.selectFrom('embedded_sessions').selectAll();
      if (within !== 'all') {
        query = query.where((where) =>
          where.or([
            ...(within.length === 0 ? [] : [isWithin(db, where, within)]),
            ...(ownUserId === undefined ? [] : [where('user_id', '=', ownUserId)]),
          ]),
        );
      }
      if (id !== undefined) query = query.where('id', '=', id);
      if (clientId !== undefined) query = query.where('client_id', '=', clientId);
      if (userId !== undefined) query = query.where('user_id', '=', userId);
      if (state === 'revoked') query = query.where('revoked_at', 'is not', null);
      else if (state !== undefined) {
        query = query
          .where('revoked_at', 'is', null)
          .where('expires_at', state === 'live' ? '>' : '<=', now);
      }
      if (after !== undefined) query = query.where('id', '<', after);
      return (await query.orderBy('id', 'desc').limit(limit).execute()).map(toSession);
    },
  };
}

/** Of a client within these teams, and of one of them itself: sessions stay behind when their client moves. */
function isWithin(
  db: Kysely<Schema>,
  where: ExpressionBuilder<Schema, 'embedded_sessions'>,
  teams: Exclude<VisibleTeams, 'all'>,
) {
  return where.and([
    where('client_id', 'in', clientsWithin(db, teams)),
    where('team_id', 'in', teams),
  ]);
}
