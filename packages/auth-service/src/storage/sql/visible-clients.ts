import type { ExpressionBuilder, Kysely } from 'kysely';
import type { VisibleTeams } from '../../domain/authority/authority.ts';
import type { Schema } from './schema.ts';

/** IDs of the clients that lie within these teams. */
export const clientsWithin = (db: Kysely<Schema>, within: Exclude<VisibleTeams, 'all'>) =>
  db
    .selectFrom('clients')
    .select('clients.id')
    .where((where) => liesWithin(where, within));

/** As the domain's `jurisdictionOf`: all of its teams are among these, and it has some. */
export function liesWithin(
  where: ExpressionBuilder<Schema, 'clients'>,
  teams: Exclude<VisibleTeams, 'all'>,
) {
  if (teams.length === 0) return where.lit(false);
  return where.or([
    where('clients.team_id', 'in', teams),
    where.and([
      namesTeam(where, teams),
      where.not(
        where.exists(
          where
            .selectFrom('client_restrictions')
            .select('client_id')
            .whereRef('client_restrictions.client_id', '=', 'clients.id')
            .where((or) => or.or([or('node_type', '<>', 'team'), or('node_id', 'not in', teams)])),
        ),
      ),
    ]),
  ]);
}

/** Whether a client is restricted to one of some teams by name, whatever else it is restricted to. */
export function namesTeam(where: ExpressionBuilder<Schema, 'clients'>, teams: readonly string[]) {
  return where(
    'clients.id',
    'in',
    where
      .selectFrom('client_restrictions')
      .select('client_id')
      .where('node_type', '=', 'team')
      .where('node_id', 'in', teams),
  );
}
