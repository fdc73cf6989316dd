import type { JWK } from 'jose';
import type { Kysely } from 'kysely';
import type {
  SigningKey,
  SigningKeyStore,
  StoredSigningKey,
} from '../../domain/signing-key/signing-key.ts';
import type { SigningKeyRow } from './schema/operation-tables.ts';
import type { Schema } from './schema.ts';

export function sqlSigningKeyStore(db: Kysely<Schema>): SigningKeyStore {
  const insert = async (
    key: SigningKey,
    slot: 'active' | 'next',
    activatedAt: number | null,
  ): Promise<boolean> => {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('signing_keys')
      .values({
        kid: key.kid,
        algorithm: key.algorithm,
        public_jwk: JSON.stringify(key.publicJwk),
        encrypted_private_jwk: key.encryptedPrivateJwk,
        created_at: key.createdAt,
        active: null,
        next: null,
        activated_at: activatedAt,
        retired_at: null,
        [slot]: 1,
      })
      .onConflict((conflict) => conflict.column(slot).doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  };
  return {
    async list() {
      const rows = await db
        .selectFrom('signing_keys')
        .selectAll()
        .orderBy('created_at')
        .orderBy('kid')
        .execute();
      return rows.map(toSigningKey);
    },
    insertActive: (key) => insert(key, 'active', key.createdAt),
    insertNext: (key) => insert(key, 'next', null),
    async activateNext(at) {
      await db
        .updateTable('signing_keys')
        .set({ active: null, retired_at: at })
        .where('active', '=', 1)
        .execute();
      await db
        .updateTable('signing_keys')
        .set({ next: null, active: 1, activated_at: at })
        .where('next', '=', 1)
        .execute();
    },
    async delete(kid) {
      await db.deleteFrom('signing_keys').where('kid', '=', kid).execute();
    },
  };
}

function toSigningKey(row: SigningKeyRow): StoredSigningKey {
  return {
    kid: row.kid,
    algorithm: row.algorithm,
    publicJwk: JSON.parse(row.public_jwk) as JWK,
    encryptedPrivateJwk: row.encrypted_private_jwk,
    createdAt: row.created_at,
    state: row.active === 1 ? 'active' : row.next === 1 ? 'next' : 'retired',
    activatedAt: row.activated_at ?? undefined,
    retiredAt: row.retired_at ?? undefined,
  };
}
