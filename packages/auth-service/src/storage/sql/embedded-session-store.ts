import type { Kysely } from 'kysely';
import type { EmbeddedSession } from '../../domain/embedded-session/embedded-session.ts';
import type {
  EmbeddedSessionStore,
  SessionRenewal,
} from '../../domain/embedded-session/embedded-session-store.ts';
import { prepareQuery } from './prepared-query.ts';
import type { EmbeddedSessionRow } from './schema/embedded-session-tables.ts';
import type { Schema } from './schema.ts';

type RenewalParameters = Omit<SessionRenewal, 'userAgent' | 'address'> & {
  userAgent: string | null;
  address: string | null;
};

const renew = prepareQuery<RenewalParameters, unknown>((db, parameter) =>
  db
    .updateTable('embedded_sessions')
    .set((set) => ({
      renewals: set('renewals', '+', 1),
      last_renewed_at: parameter('now'),
      expires_at: parameter('expiresAt'),
      token_issued_at: parameter('tokenIssuedAt'),
      user_agent: parameter('userAgent'),
      address: parameter('address'),
    }))
    .where('id', '=', parameter('id'))
    .where('client_id', '=', parameter('clientId'))
    .where('user_id', '=', parameter('userId'))
    .where('team_id', '=', parameter('teamId'))
    .where('embedder_origin', '=', parameter('embedderOrigin'))
    .where('audience', '=', parameter('audience'))
    .where('key_thumbprint', '=', parameter('keyThumbprint'))
    .where('revoked_at', 'is', null),
);

const insert = prepareQuery<EmbeddedSessionRow, unknown>((db, parameter) =>
  db.insertInto('embedded_sessions').values({
    id: parameter('id'),
    client_id: parameter('client_id'),
    user_id: parameter('user_id'),
    team_id: parameter('team_id'),
    embedder_origin: parameter('embedder_origin'),
    audience: parameter('audience'),
    key_thumbprint: parameter('key_thumbprint'),
    created_at: parameter('created_at'),
    last_renewed_at: parameter('last_renewed_at'),
    renewals: parameter('renewals'),
    expires_at: parameter('expires_at'),
    user_agent: parameter('user_agent'),
    address: parameter('address'),
    revoked_at: parameter('revoked_at'),
    revoked_reason: parameter('revoked_reason'),
    token_issued_at: parameter('token_issued_at'),
  }),
);

export function sqlEmbeddedSessionStore(db: Kysely<Schema>): EmbeddedSessionStore {
  return {
    async insert(session) {
      await insert(db, toRow(session));
    },
    async renew({ userAgent = null, address = null, ...renewal }) {
      const { numAffectedRows } = await renew(db, { ...renewal, userAgent, address });
      return numAffectedRows === 1n;
    },
    async isRevoked({ id, clientId, keyThumbprint }) {
      const row = await db
        .selectFrom('embedded_sessions')
        .select('revoked_at')
        .where('id', '=', id)
        .where('client_id', '=', clientId)
        .where('key_thumbprint', '=', keyThumbprint)
        .executeTakeFirst();
      return row !== undefined && row.revoked_at !== null;
    },
    async find(id) {
      const row = await db
        .selectFrom('embedded_sessions')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row && toSession(row);
    },
    async list({ clientId, userId, liveAt, limit = 100 } = {}) {
      let query = db.selectFrom('embedded_sessions').selectAll();
      if (clientId !== undefined) query = query.where('client_id', '=', clientId);
      if (userId !== undefined) query = query.where('user_id', '=', userId);
      if (liveAt !== undefined) {
        query = query.where('revoked_at', 'is', null).where('expires_at', '>', liveAt);
      }
      const rows = await query
        .orderBy('last_renewed_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toSession);
    },
    async revoke(id, at, reason) {
      const { numUpdatedRows } = await db
        .updateTable('embedded_sessions')
        .set({ revoked_at: at, revoked_reason: reason })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
    async revokeAll({ clientId, userId }, at, reason) {
      let query = db
        .updateTable('embedded_sessions')
        .set({ revoked_at: at, revoked_reason: reason })
        .where('client_id', '=', clientId)
        .where('revoked_at', 'is', null);
      if (userId !== undefined) query = query.where('user_id', '=', userId);
      const rows = await query.returning(['id', 'client_id', 'user_id', 'expires_at']).execute();
      return rows.map(({ id, client_id, user_id, expires_at }) => ({
        id,
        clientId: client_id,
        userId: user_id,
        expiresAt: expires_at,
      }));
    },
    async deleteOf(clientId) {
      const { numDeletedRows } = await db
        .deleteFrom('embedded_sessions')
        .where('client_id', '=', clientId)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
    async listIssuedAfter(seconds) {
      const rows = await db
        .selectFrom('embedded_sessions')
        .select(['id', 'client_id', 'user_id', 'token_issued_at'])
        .where('token_issued_at', '>', seconds)
        .execute();
      return rows.map(({ id, client_id, user_id, token_issued_at }) => ({
        sessionId: id,
        clientId: client_id,
        userId: user_id,
        tokenIssuedAt: token_issued_at,
      }));
    },
    async countLive(now) {
      const { live } = await db
        .selectFrom('embedded_sessions')
        .select((select) => select.fn.countAll<number>().as('live'))
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirstOrThrow();
      return Number(live);
    },
    async sweep(before, limit) {
      const ended = db
        .selectFrom('embedded_sessions')
        .select('id')
        .where('expires_at', '<=', before)
        .limit(limit);
      const { numDeletedRows } = await db
        .deleteFrom('embedded_sessions')
        .where('id', 'in', ended)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}

function toRow(session: EmbeddedSession): EmbeddedSessionRow {
  return {
    id: session.id,
    client_id: session.clientId,
    user_id: session.userId,
    team_id: session.teamId,
    embedder_origin: session.embedderOrigin,
    audience: session.audience,
    key_thumbprint: session.keyThumbprint,
    created_at: session.createdAt,
    last_renewed_at: session.lastRenewedAt,
    renewals: session.renewals,
    expires_at: session.expiresAt,
    user_agent: session.userAgent ?? null,
    address: session.address ?? null,
    revoked_at: session.revokedAt ?? null,
    revoked_reason: session.revokedReason ?? null,
    token_issued_at: session.tokenIssuedAt,
  };
}

export function toSession(row: EmbeddedSessionRow): EmbeddedSession {
  return {
    id: row.id,
    clientId: row.client_id,
    userId: row.user_id,
    teamId: row.team_id,
    embedderOrigin: row.embedder_origin,
    audience: row.audience,
    keyThumbprint: row.key_thumbprint,
    createdAt: row.created_at,
    lastRenewedAt: row.last_renewed_at,
    renewals: row.renewals,
    expiresAt: row.expires_at,
    tokenIssuedAt: row.token_issued_at,
    userAgent: row.user_agent ?? undefined,
    address: row.address ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    revokedReason: row.revoked_reason ?? undefined,
  };
}
