import type { Kysely } from 'kysely';
import type {
  ChosenTeams,
  ConsentedTeam,
  ConsentStore,
} from '../../domain/consent/consent-store.ts';
import { prepareQuery } from './prepared-query.ts';
import type { Schema } from './schema.ts';

interface HeldRow {
  id: string;
  name: string;
  organization_id: string;
  permission: string | null;
}

/** One row per permission, or one without where a role permits nothing. */
const selectHeld = prepareQuery<{ grantKey: string; userId: string }, HeldRow>((db, parameter) =>
  db
    .selectFrom('teams')
    .innerJoin('memberships', (join) => join.on('memberships.user_id', '=', parameter('userId')))
    .innerJoin('roles', 'roles.id', 'memberships.role_id')
    .leftJoin('role_permissions', 'role_permissions.role_id', 'roles.id')
    .select(['teams.id', 'teams.name', 'teams.organization_id', 'role_permissions.permission'])
    .where('teams.id', 'in', (select) =>
      select
        .selectFrom('grant_teams')
        .select('team_id')
        .where('grant_key', '=', parameter('grantKey'))
        // One look into an index, where the grant is not for all.
        .unionAll(
          select
            .selectFrom('all_team_grants')
            .innerJoin('teams', (join) => join.onTrue())
            .select('teams.id as team_id')
            .where('grant_key', '=', parameter('grantKey')),
        ),
    )
    .where((where) =>
      where.or([
        where('memberships.team_id', '=', where.ref('teams.id')),
        where('roles.everywhere', '=', 1),
      ]),
    )
    .orderBy('teams.id'),
);

export function sqlConsentStore(db: Kysely<Schema>): ConsentStore {
  return {
    async putTeams(grant_key, chosen) {
      const grant = { grant_key, grant_kind: 'Grant' as const };
      for (const table of ['grant_teams', 'all_team_grants'] as const) {
        await db.deleteFrom(table).where('grant_key', '=', grant_key).execute();
      }
      if (chosen === 'all') await db.insertInto('all_team_grants').values(grant).execute();
      else if (chosen.length > 0) {
        const rows = chosen.map((team_id) => ({ ...grant, team_id }));
        await db.insertInto('grant_teams').values(rows).execute();
      }
    },
    async chosenTeams(grantKeys) {
      const chosen = new Map<string, ChosenTeams>();
      if (grantKeys.length === 0) return chosen;
      const rows = await db
        .selectFrom('grant_teams')
        .select(['grant_key', 'team_id'])
        .where('grant_key', 'in', grantKeys)
        .orderBy('team_id')
        .execute();
      for (const [key, teams] of Map.groupBy(rows, ({ grant_key }) => grant_key)) {
        chosen.set(
          key,
          teams.map(({ team_id }) => team_id),
        );
      }
      const forAll = await db
        .selectFrom('all_team_grants')
        .select('grant_key')
        .where('grant_key', 'in', grantKeys)
        .execute();
      for (const { grant_key } of forAll) chosen.set(grant_key, 'all');
      return chosen;
    },
    async listHeldTeams(grantKey, userId) {
      const { rows } = await selectHeld(db, { grantKey, userId });
      const teams = new Map<string, ConsentedTeam>();
      for (const { id, name, organization_id, permission } of rows) {
        const team = teams.get(id) ?? {
          id,
          name,
          organizationId: organization_id,
          permissions: [],
        };
        teams.set(id, team);
        if (permission !== null && !team.permissions.includes(permission)) {
          team.permissions.push(permission);
        }
      }
      for (const { permissions } of teams.values()) permissions.sort();
      return [...teams.values()];
    },
  };
}
