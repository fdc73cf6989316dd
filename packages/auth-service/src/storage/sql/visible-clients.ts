import type { Kysely } from 'kysely';
import type { VisibleTeams } from '../../domain/authority/authority.ts';
import type { Schema } from './schema.ts';

/** IDs of the clients all of whose teams are among these, as the domain's `jurisdictionOf` has it. */
export function clientsWithin(db: Kysely<Schema>, within: Exclude<VisibleTeams, 'all'>) {
  // An empty list is no SQL; no team has this ID.
  const teams = within.length > 0 ? within : [''];
  return db
    .selectFrom('clients')
    .select('clients.id')
    .where((where) =>
      where.or([
        where('clients.team_id', 'in', teams),
        where.and([
          where(
            'clients.id',
            'in',
            where
              .selectFrom('client_restrictions')
              .select('client_id')
              .where('node_id', 'in', teams),
          ),
          where.not(
            where.exists(
              where
                .selectFrom('client_restrictions')
                .select('client_id')
                .whereRef('client_restrictions.client_id', '=', 'clients.id')
                .where((or) =>
                  or.or([or('node_type', '<>', 'team'), or('node_id', 'not in', teams)]),
                ),
            ),
          ),
        ]),
      ]),
    );
}
