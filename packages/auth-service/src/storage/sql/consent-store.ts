import type { Kysely } from 'kysely';
import type { ConsentStore } from '../../domain/consent/consent-store.ts';
import type { Schema } from './schema.ts';

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
  };
}
