import type { Kysely } from 'kysely';

/** Short-lived rows carry no foreign keys: they outlive nothing, and are written on the hottest path. */
export async function createChallengeCodeTables({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('challenge_codes')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('client_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('embedder_origin', 'text', (c) => c.notNull())
    .addColumn('audience', 'text', (c) => c.notNull())
    .addColumn('key_thumbprint', 'text')
    .addColumn('parameters', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('consumed_at', 'bigint')
    .execute();
  await schema
    .createIndex('challenge_codes_expiry')
    .on('challenge_codes')
    .column('expires_at')
    .execute();
  await schema
    .createTable('embedded_sessions')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('client_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('team_id', 'text', (c) => c.notNull())
    .addColumn('embedder_origin', 'text', (c) => c.notNull())
    .addColumn('audience', 'text', (c) => c.notNull())
    .addColumn('key_thumbprint', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('last_renewed_at', 'bigint', (c) => c.notNull())
    .addColumn('renewals', 'integer', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('user_agent', 'text')
    .addColumn('address', 'text')
    .addColumn('revoked_at', 'bigint')
    .addColumn('revoked_reason', 'text')
    .execute();
  for (const column of ['client_id', 'user_id', 'expires_at'] as const) {
    await schema
      .createIndex(`embedded_sessions_${column}`)
      .on('embedded_sessions')
      .column(column)
      .execute();
  }
  await schema
    .createTable('used_proofs')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();
  await schema.createIndex('used_proofs_expiry').on('used_proofs').column('expires_at').execute();
}
