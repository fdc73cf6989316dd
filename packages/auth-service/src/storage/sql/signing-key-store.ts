import type { JWK } from 'jose';
import type { Kysely } from 'kysely';
import type { SigningKeyStore } from '../../domain/signing-key/signing-key.ts';
import type { Schema } from './schema.ts';

export function sqlSigningKeyStore(db: Kysely<Schema>): SigningKeyStore {
  return {
    async findActive() {
      const row = await db
        .selectFrom('signing_keys')
        .selectAll()
        .where('active', '=', 1)
        .executeTakeFirst();
      return (
        row && {
          kid: row.kid,
          algorithm: row.algorithm,
          publicJwk: JSON.parse(row.public_jwk) as JWK,
          encryptedPrivateJwk: row.encrypted_private_jwk,
          createdAt: row.created_at,
        }
      );
    },
    async insertActive(key) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('signing_keys')
        .values({
          kid: key.kid,
          algorithm: key.algorithm,
          public_jwk: JSON.stringify(key.publicJwk),
          encrypted_private_jwk: key.encryptedPrivateJwk,
          created_at: key.createdAt,
          active: 1,
        })
        .onConflict((conflict) => conflict.column('active').doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n;
    },
  };
}
