import type { LockedParameters } from '@casement/server-sdk/contract';
import type { Kysely } from 'kysely';
import type { ChallengeCode } from '../../domain/challenge-code/challenge-code.ts';
import type {
  ChallengeCodeMatch,
  ChallengeCodeStore,
} from '../../domain/challenge-code/challenge-code-store.ts';
import { prepareQuery } from './prepared-query.ts';
import type { ChallengeCodeRow } from './schema/embedded-session-tables.ts';
import type { Schema } from './schema.ts';

const insert = prepareQuery<Omit<ChallengeCodeRow, 'consumed_at'>, unknown>((db, parameter) =>
  db.insertInto('challenge_codes').values({
    id: parameter('id'),
    client_id: parameter('client_id'),
    user_id: parameter('user_id'),
    embedder_origin: parameter('embedder_origin'),
    audience: parameter('audience'),
    key_thumbprint: parameter('key_thumbprint'),
    parameters: parameter('parameters'),
    created_at: parameter('created_at'),
    expires_at: parameter('expires_at'),
    consumed_at: null,
  }),
);

const consume = prepareQuery<ChallengeCodeMatch, ChallengeCodeRow>((db, parameter) =>
  db
    .updateTable('challenge_codes')
    .set({ consumed_at: parameter('now') })
    .where('id', '=', parameter('key'))
    .where('client_id', '=', parameter('clientId'))
    .where('embedder_origin', '=', parameter('embedderOrigin'))
    .where('audience', '=', parameter('audience'))
    .where((where) =>
      where.or([
        where('key_thumbprint', 'is', null),
        where('key_thumbprint', '=', parameter('keyThumbprint')),
      ]),
    )
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', parameter('now'))
    .returningAll(),
);

export function sqlChallengeCodeStore(db: Kysely<Schema>): ChallengeCodeStore {
  return {
    async insert(code) {
      await insert(db, {
        id: code.key,
        client_id: code.clientId,
        user_id: code.userId,
        embedder_origin: code.embedderOrigin,
        audience: code.audience,
        key_thumbprint: code.keyThumbprint ?? null,
        parameters: JSON.stringify(code.parameters),
        created_at: code.createdAt,
        expires_at: code.expiresAt,
      });
    },
    async consume(match) {
      const { rows } = await consume(db, match);
      return rows[0] && toChallengeCode(rows[0]);
    },
    async findUsed(key) {
      const row = await db
        .selectFrom('challenge_codes')
        .select(['client_id', 'user_id'])
        .where('id', '=', key)
        .where('consumed_at', 'is not', null)
        .executeTakeFirst();
      return row && { clientId: row.client_id, userId: row.user_id };
    },
    async findOutstanding(key, now) {
      const row = await db
        .selectFrom('challenge_codes')
        .selectAll()
        .where('id', '=', key)
        .where('consumed_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      return row && toChallengeCode(row);
    },
    async deleteOutstanding({ clientId, userId, keyThumbprint }) {
      let query = db
        .deleteFrom('challenge_codes')
        .where('client_id', '=', clientId)
        .where('consumed_at', 'is', null);
      if (userId !== undefined) query = query.where('user_id', '=', userId);
      if (keyThumbprint !== undefined) query = query.where('key_thumbprint', '=', keyThumbprint);
      await query.execute();
    },
    async deleteOf(clientId) {
      const { numDeletedRows } = await db
        .deleteFrom('challenge_codes')
        .where('client_id', '=', clientId)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
    async sweep(before, limit) {
      const expired = db
        .selectFrom('challenge_codes')
        .select('id')
        .where('expires_at', '<=', before)
        .limit(limit);
      const { numDeletedRows } = await db
        .deleteFrom('challenge_codes')
        .where('id', 'in', expired)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}

function toChallengeCode(row: ChallengeCodeRow): ChallengeCode {
  return {
    key: row.id,
    clientId: row.client_id,
    userId: row.user_id,
    embedderOrigin: row.embedder_origin,
    audience: row.audience,
    keyThumbprint: row.key_thumbprint ?? undefined,
    // Written by `insert` above, from parameters that the mint had checked.
    parameters: JSON.parse(row.parameters) as LockedParameters,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
