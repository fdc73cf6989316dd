import type { Kysely } from 'kysely';
import type { ConsentedTeam, ConsentStore } from '../../domain/consent/consent-store.ts';
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
    .selectFrom('grant_teams')
    .innerJoin('teams', 'teams.id', 'grant_teams.team_id')
    .innerJoin('memberships', (join) => join.on('memberships.user_id', '=', parameter('userId')))
    .innerJoin('roles', 'roles.id', 'memberships.role_id')
    .leftJoin('role_permissions', 'role_permissions.role_id', 'roles.id')
    .select(['teams.id', 'teams.name', 'teams.organization_id', 'role_permissions.permission'])
    .where('grant_teams.grant_key', '=', parameter('grantKey'))
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
    async putTeams(grant_key, teamIds) {
      await db.deleteFrom('grant_teams').where('grant_key', '=', grant_key).execute();
      if (teamIds.length === 0) return;
      const rows = teamIds.map((team_id) => ({ grant_key, grant_kind: 'Grant' as const, team_id }));
      await db.insertInto('grant_teams').values(rows).execute();
    },
    async listTeams(grantKey) {
      const rows = await db
        .selectFrom('grant_teams')
        .select('team_id')
        .where('grant_key', '=', grantKey)
        .orderBy('team_id')
        .execute();
      return rows.map(({ team_id }) => team_id);
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
