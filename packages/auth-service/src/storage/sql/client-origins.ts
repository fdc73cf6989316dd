import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** A client's allowed origins, sorted. */
export async function selectAllowedOrigins(
  db: Kysely<Schema>,
  clientId: string,
): Promise<string[]> {
  const rows = await db
    .selectFrom('client_origins')
    .select('origin')
    .where('client_id', '=', clientId)
    .orderBy('origin')
    .execute();
  return rows.map(({ origin }) => origin);
}
