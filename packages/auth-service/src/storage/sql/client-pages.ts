import { type ExpressionBuilder, type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { ClientFilter, ClientPageQuery } from '../../domain/client/client-query.ts';
import { type ClientSort, nameKey } from '../../domain/client/client-sort.ts';
import type { ClientRow } from './schema/client-tables.ts';
import type { Schema } from './schema.ts';
import { liesWithin, namesTeam } from './visible-clients.ts';

const COLUMNS = {
  name: 'name_key',
  id: 'id',
  createdAt: 'created_at',
  lastUsedAt: 'last_used_at',
  expiresAt: 'secrets_expire_at',
} as const satisfies Record<ClientSort, keyof ClientRow>;

type Clients<O = object> = SelectQueryBuilder<Schema, 'clients', O>;
type Where = ExpressionBuilder<Schema, 'clients'>;

/**
 * A page in the order of an index: no page costs more than the one before. IDs first, and nothing else
 * of them, so that what is filtered out is never read beyond the index.
 */
export async function selectClientPage(
  db: Kysely<Schema>,
  { sort, order, after, limit, ...filter }: ClientPageQuery,
): Promise<ClientRow[]> {
  const column = COLUMNS[sort];
  const common = await isCommon(db, filter.scope);
  let query = filtered(db.selectFrom('clients'), filter, common).select('clients.id');
  if (after !== undefined) {
    query = query.where((where) =>
      where(
        where.refTuple(`clients.${column}`, 'clients.id'),
        order === 'asc' ? '>' : '<',
        where.tuple(after.value, after.id),
      ),
    );
  }
  if (sort !== 'id') query = query.orderBy(`clients.${column}`, order);
  const found = await query.orderBy('clients.id', order).limit(limit).execute();
  if (found.length === 0) return [];
  const ids = found.map(({ id }) => id);
  const rows = await db.selectFrom('clients').selectAll().where('id', 'in', ids).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** So many clients with a scope are looked up first; more are met soon enough in the order of the list. */
const FEW = 2_000;

async function isCommon(db: Kysely<Schema>, scope: ClientFilter['scope']): Promise<boolean> {
  if (scope === undefined) return false;
  const found = await db
    .selectFrom('client_scopes')
    .select('client_id')
    .where('scope', '=', scope)
    .offset(FEW)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

export async function countClients(db: Kysely<Schema>, filter: ClientFilter): Promise<number> {
  const { count } = await filtered(db.selectFrom('clients'), filter, false)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function filtered(clients: Clients, filter: ClientFilter, isScopeCommon: boolean): Clients {
  const { search, status, type, teamLimit, teamId, scope, userId, within } = filter;
  const { unusedSince, expiresBefore } = filter;
  let query = clients;
  if (search !== undefined) query = query.where((where) => matches(where, search));
  if (status !== undefined) query = query.where('clients.status', 'in', status);
  if (type !== undefined) query = query.where('clients.type', 'in', type);
  if (teamLimit !== undefined) {
    query = query.where('clients.all_teams', '=', teamLimit === 'all' ? 1 : 0);
  }
  if (teamId !== undefined) query = query.where((where) => isOfTeam(where, teamId));
  if (scope !== undefined) {
    query = query.where((where) => {
      const scoped = where
        .selectFrom('client_scopes')
        .select('client_id')
        .where('scope', '=', scope);
      return isScopeCommon
        ? where.exists(scoped.whereRef('client_id', '=', 'clients.id'))
        : where('clients.id', 'in', scoped);
    });
  }
  if (userId !== undefined) query = query.where((where) => actsAs(where, userId));
  if (unusedSince !== undefined) {
    query = query
      .where('clients.last_used_at', '<', unusedSince)
      .where('clients.created_at', '<', unusedSince);
  }
  if (expiresBefore !== undefined)
    query = query.where('clients.secrets_expire_at', '<', expiresBefore);
  return within === 'all' ? query : query.where((where) => liesWithin(where, within));
}

function matches(where: Where, search: string) {
  const pattern = `%${nameKey(search).replace(/[\\%_]/g, '\\$&')}%`;
  return where.or([
    sql<boolean>`clients.name_key like ${pattern} escape '\\'`,
    sql<boolean>`lower(clients.id) like ${pattern} escape '\\'`,
  ]);
}

const isOfTeam = (where: Where, teamId: string) =>
  where.or([where('clients.team_id', '=', teamId), namesTeam(where, [teamId])]);

const actsAs = (where: Where, userId: string) =>
  where.or([
    where('clients.static_user_id', '=', userId),
    where(
      'clients.id',
      'in',
      where.selectFrom('oauth_clients').select('client_id').where('user_id', '=', userId),
    ),
  ]);
