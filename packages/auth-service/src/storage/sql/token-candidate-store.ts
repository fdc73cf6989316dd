import type { JWK } from 'jose';
import { type Kysely, sql } from 'kysely';
import type {
  TokenCandidate,
  TokenCandidateStore,
} from '../../domain/oauth-token/token-candidate.ts';
import { prepareQuery } from './prepared-query.ts';
import type { Schema } from './schema.ts';
import { FLOW_COLUMNS, type FlowClientRow, toFlowClient } from './token-candidate-rows.ts';

interface OfClient {
  clientId: string;
}

/** One per live secret. */
interface MarkerRow {
  /** Every setting that counts, as one text: a wide row is dear to hand over. */
  fingerprint: string;
  secret_id: string | null;
  secret_hash: string | null;
  secret_expires_at: number | null;
  secret_last_used_at: number | null;
  /** Booleans of the dialect's kind: keys and origins are rare, and read only where there are some. */
  has_keys: unknown;
  has_origins: unknown;
}

/** No setting contains it. */
const SEPARATOR = sql.lit('\u001f');

const select = (db: Kysely<Schema>, clientId: string) =>
  db
    .selectFrom('clients')
    .innerJoin('oauth_clients', 'oauth_clients.client_id', 'clients.id')
    .leftJoin('client_secrets', (join) =>
      join
        .onRef('client_secrets.client_id', '=', 'clients.id')
        .on('client_secrets.revoked_at', 'is', null),
    )
    .select(({ exists, selectFrom }) => [
      sql<string>`concat_ws(${SEPARATOR}, ${sql.join(
        FLOW_COLUMNS.map((column) => sql`coalesce(cast(${sql.ref(column)} as text), '')`),
      )})`.as('fingerprint'),
      'client_secrets.id as secret_id',
      'client_secrets.hash as secret_hash',
      'client_secrets.expires_at as secret_expires_at',
      'client_secrets.last_used_at as secret_last_used_at',
      exists(
        selectFrom('client_public_keys')
          .select('client_public_keys.id')
          .whereRef('client_public_keys.client_id', '=', 'clients.id')
          .where('client_public_keys.revoked_at', 'is', null),
      ).as('has_keys'),
      exists(
        selectFrom('client_cors_origins')
          .select('client_cors_origins.origin')
          .whereRef('client_cors_origins.client_id', '=', 'clients.id'),
      ).as('has_origins'),
    ])
    .where('clients.id', '=', clientId);

const selectMarker = prepareQuery<OfClient, MarkerRow>((db, parameter) =>
  select(db, parameter('clientId')),
);

const selectAll = prepareQuery<OfClient, MarkerRow & FlowClientRow>((db, parameter) =>
  select(db, parameter('clientId')).select(FLOW_COLUMNS),
);

const selectKeys = prepareQuery<OfClient, { jwk: string }>((db, parameter) =>
  db
    .selectFrom('client_public_keys')
    .select('jwk')
    .where('client_id', '=', parameter('clientId'))
    .where('revoked_at', 'is', null)
    .orderBy('id'),
);

const selectOrigins = prepareQuery<OfClient, { origin: string }>((db, parameter) =>
  db
    .selectFrom('client_cors_origins')
    .select('origin')
    .where('client_id', '=', parameter('clientId'))
    .orderBy('origin'),
);

/** What tells whether a client has changed, and what was made of it. */
interface Made {
  rows: readonly MarkerRow[];
  keys: string;
  origins: string;
  candidate: TokenCandidate;
}

/** Clients of which that is kept, each in a few kilobytes. */
const KEPT = 1_000;

export function sqlTokenCandidateStore(db: Kysely<Schema>): TokenCandidateStore {
  const kept = new Map<string, Made>();
  const keep = (clientId: string, made: Made) => {
    if (kept.size >= KEPT) kept.clear();
    kept.set(clientId, made);
  };
  const read = async ([row]: readonly MarkerRow[], clientId: string) => ({
    keys: row?.has_keys ? (await selectKeys(db, { clientId })).rows : [],
    origins: row?.has_origins ? (await selectOrigins(db, { clientId })).rows : [],
  });
  const make = async (clientId: string): Promise<TokenCandidate | undefined> => {
    const { rows } = await selectAll(db, { clientId });
    const { keys, origins } = await read(rows, clientId);
    const [row] = rows;
    if (!row) return undefined;
    const corsOrigins = origins.map(({ origin }) => origin);
    const candidate: TokenCandidate = {
      client: toFlowClient(clientId, row, corsOrigins),
      secrets: rows.flatMap(toSecret),
      keys: keys.map(({ jwk }) => ({ jwk: JSON.parse(jwk) as JWK })),
    };
    // Rows, keys and origins are of what was made, so it does not matter what has changed since.
    keep(clientId, { rows, keys: joined(keys), origins: joined(origins), candidate });
    return candidate;
  };
  return {
    async find(clientId) {
      const { rows } = await selectMarker(db, { clientId });
      const made = kept.get(clientId);
      if (!made || !isSame(made.rows, rows)) return make(clientId);
      const { keys, origins } = await read(rows, clientId);
      return made.keys === joined(keys) && made.origins === joined(origins)
        ? made.candidate
        : make(clientId);
    },
  };
}

const joined = (rows: readonly object[]): string => (rows.length === 0 ? '' : JSON.stringify(rows));

function toSecret(row: MarkerRow): TokenCandidate['secrets'] {
  const { secret_id: id, secret_hash: hash } = row;
  if (id === null || hash === null) return [];
  const expiresAt = row.secret_expires_at ?? undefined;
  return [{ id, hash, expiresAt, lastUsedAt: row.secret_last_used_at ?? undefined }];
}

function isSame(some: readonly MarkerRow[], others: readonly MarkerRow[]): boolean {
  return (
    some.length === others.length &&
    some.every((one, index) => {
      const other = others[index];
      return (
        one.fingerprint === other?.fingerprint &&
        one.secret_id === other.secret_id &&
        one.secret_hash === other.secret_hash &&
        one.secret_expires_at === other.secret_expires_at &&
        one.secret_last_used_at === other.secret_last_used_at &&
        one.has_keys === other.has_keys &&
        one.has_origins === other.has_origins
      );
    })
  );
}
