import type { Kysely } from 'kysely';
import type { OAuthArtifact } from '../../domain/oauth-artifact/oauth-artifact.ts';
import type { OAuthArtifactStore } from '../../domain/oauth-artifact/oauth-artifact-store.ts';
import { prepareQuery } from './prepared-query.ts';
import type { OAuthArtifactRow } from './schema/grant-tables.ts';
import type { Schema } from './schema.ts';

const insert = prepareQuery<Omit<OAuthArtifactRow, 'consumed_at'>, unknown>((db, parameter) =>
  db
    .insertInto('oauth_artifacts')
    .values({
      key: parameter('key'),
      kind: parameter('kind'),
      client_id: parameter('client_id'),
      user_id: parameter('user_id'),
      grant_key: parameter('grant_key'),
      uid: parameter('uid'),
      user_code: parameter('user_code'),
      payload: parameter('payload'),
      expires_at: parameter('expires_at'),
      consumed_at: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['key', 'kind']).doUpdateSet((update) => ({
        client_id: update.ref('excluded.client_id'),
        user_id: update.ref('excluded.user_id'),
        grant_key: update.ref('excluded.grant_key'),
        uid: update.ref('excluded.uid'),
        // What was typed is known only when it is looked for by that.
        user_code: update.fn.coalesce('excluded.user_code', 'oauth_artifacts.user_code'),
        payload: update.ref('excluded.payload'),
        expires_at: update.ref('excluded.expires_at'),
      })),
    ),
);

/** Of active clients only, and of none; of grants that are there, and of none. */
const selectLive = (db: Kysely<Schema>) =>
  db
    .selectFrom('oauth_artifacts')
    .leftJoin('clients', 'clients.id', 'oauth_artifacts.client_id')
    .selectAll('oauth_artifacts')
    .where((where) =>
      where.or([
        where('oauth_artifacts.client_id', 'is', null),
        where('clients.status', '=', 'active'),
      ]),
    )
    .where((where) =>
      where.or([
        where('oauth_artifacts.grant_key', 'is', null),
        where.exists(
          where
            .selectFrom('oauth_artifacts as grant')
            .select('grant.key')
            .where('grant.kind', '=', 'Grant')
            .whereRef('grant.key', '=', 'oauth_artifacts.grant_key'),
        ),
      ]),
    );

/** Whatever has the key: kinds share none but by chance, so that one statement serves them all. */
const selectByKey = prepareQuery<{ key: string }, OAuthArtifactRow>((db, parameter) =>
  selectLive(db).where('oauth_artifacts.key', '=', parameter('key')),
);

export function sqlOAuthArtifactStore(db: Kysely<Schema>): OAuthArtifactStore {
  const findAny: OAuthArtifactStore['findAny'] = async (kinds, key) => {
    const { rows } = await selectByKey(db, { key });
    const row = rows.find(({ kind }) => kinds.includes(kind));
    return row && toArtifact(row);
  };
  const removeBy = async (column: 'client_id' | 'user_id', value: string): Promise<void> => {
    await db.deleteFrom('oauth_artifacts').where(column, '=', value).execute();
  };
  return {
    async put(artifact) {
      await insert(db, {
        key: artifact.key,
        kind: artifact.kind,
        client_id: artifact.clientId ?? null,
        user_id: artifact.userId ?? null,
        grant_key: artifact.grantKey ?? null,
        uid: artifact.uid ?? null,
        user_code: artifact.userCode ?? null,
        payload: artifact.payload,
        expires_at: artifact.expiresAt,
      });
    },
    find: (kind, key) => findAny([kind], key),
    findAny,
    async findByUid(kind, uid) {
      const row = await selectLive(db)
        .where('uid', '=', uid)
        .where('kind', '=', kind)
        .limit(1)
        .executeTakeFirst();
      return row && toArtifact(row);
    },
    async takeByUid(kind, uid, limit) {
      const some = db
        .selectFrom('oauth_artifacts')
        .select('key')
        .where('uid', '=', uid)
        .where('kind', '=', kind)
        .limit(limit);
      const rows = await db
        .deleteFrom('oauth_artifacts')
        .where('kind', '=', kind)
        .where('key', 'in', some)
        .returningAll()
        .execute();
      return rows.map(toArtifact);
    },
    async findByUserCode(kind, userCode) {
      const row = await selectLive(db)
        .where('user_code', '=', userCode)
        .where('kind', '=', kind)
        .executeTakeFirst();
      return row && toArtifact(row);
    },
    async consume(kind, key, at, { grace = 0, keepUntil } = {}) {
      const { numUpdatedRows } = await db
        .updateTable('oauth_artifacts')
        .set(({ fn, ref, val }) => ({
          consumed_at: fn.coalesce(ref('consumed_at'), val(at)),
          ...(keepUntil === undefined ? {} : { expires_at: keepUntil }),
        }))
        .where('key', '=', key)
        .where('kind', '=', kind)
        .where((where) =>
          where.or([
            where('consumed_at', 'is', null),
            // Without a grace no clock that runs behind gives a second one.
            ...(grace > 0 ? [where('consumed_at', '>', at - grace)] : []),
          ]),
        )
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
    async remove(kind, key) {
      await db
        .deleteFrom('oauth_artifacts')
        .where('key', '=', key)
        .where('kind', '=', kind)
        .execute();
    },
    async removeGrant(grantKey) {
      const rows = await db
        .deleteFrom('oauth_artifacts')
        .where((where) =>
          where.or([
            where('grant_key', '=', grantKey),
            where.and([where('kind', '=', 'Grant'), where('key', '=', grantKey)]),
          ]),
        )
        .returning(['kind', 'key', 'client_id', 'user_id'])
        .execute();
      return rows.map(({ kind, key, client_id, user_id }) => ({
        kind,
        key,
        clientId: client_id ?? undefined,
        userId: user_id ?? undefined,
      }));
    },
    removeByClient: (clientId) => removeBy('client_id', clientId),
    removeByUser: (userId) => removeBy('user_id', userId),
    async sweep(before, limit) {
      const expired = db
        .selectFrom('oauth_artifacts')
        .select(['key', 'kind'])
        .where('expires_at', '<=', before)
        .limit(limit);
      const { numDeletedRows } = await db
        .deleteFrom('oauth_artifacts')
        .where((where) =>
          where(where.refTuple('key', 'kind'), 'in', expired.$asTuple('key', 'kind')),
        )
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}

function toArtifact(row: OAuthArtifactRow): OAuthArtifact {
  return {
    kind: row.kind,
    key: row.key,
    clientId: row.client_id ?? undefined,
    userId: row.user_id ?? undefined,
    grantKey: row.grant_key ?? undefined,
    uid: row.uid ?? undefined,
    userCode: row.user_code ?? undefined,
    payload: row.payload,
    expiresAt: row.expires_at,
    consumedAt: row.consumed_at ?? undefined,
  };
}
