import type { Kysely } from 'kysely';
import type { DirectoryPageStore } from '../../domain/directory/directory-page-store.ts';
import { normalizeEmail } from '../../domain/directory/email.ts';
import { toApp, toMembership, toOrganization, toTeam, toUser } from './directory-rows.ts';
import type { Schema } from './schema.ts';
import { containing } from './search-pattern.ts';

export function sqlDirectoryPageStore(db: Kysely<Schema>): DirectoryPageStore {
  return {
    async organizations({ visible, id, search, after = '', limit }) {
      let query = db.selectFrom('organizations').selectAll().where('id', '>', after);
      if (visible !== 'all') {
        const teams = db.selectFrom('teams').select('organization_id').where('id', 'in', visible);
        query = query.where('id', 'in', teams);
      }
      if (id !== undefined) query = query.where('id', '=', id);
      if (search !== undefined) query = query.where(containing('name', search));
      return (await query.orderBy('id').limit(limit).execute()).map(toOrganization);
    },
    async teams({ visible, id, organizationId, search, after = '', limit }) {
      let query = db.selectFrom('teams').selectAll().where('id', '>', after);
      if (visible !== 'all') query = query.where('id', 'in', visible);
      if (id !== undefined) query = query.where('id', '=', id);
      if (organizationId !== undefined) query = query.where('organization_id', '=', organizationId);
      if (search !== undefined) query = query.where(containing('name', search));
      return (await query.orderBy('id').limit(limit).execute()).map(toTeam);
    },
    async apps({ visible, id, teamId, search, after = '', limit }) {
      let query = db.selectFrom('apps').selectAll().where('id', '>', after);
      if (visible !== 'all') query = query.where('team_id', 'in', visible);
      if (id !== undefined) query = query.where('id', '=', id);
      if (teamId !== undefined) query = query.where('team_id', '=', teamId);
      if (search !== undefined) query = query.where(containing('name', search));
      return (await query.orderBy('id').limit(limit).execute()).map(toApp);
    },
    async users({ visible, id, teamId, status, search, after = '', limit }) {
      const membersOf = (teams: readonly string[]) =>
        db.selectFrom('memberships').select('user_id').where('team_id', 'in', teams);
      let query = db.selectFrom('users').selectAll().where('id', '>', after);
      if (visible !== 'all') query = query.where('id', 'in', membersOf(visible));
      if (id !== undefined) query = query.where('id', '=', id);
      if (teamId !== undefined) query = query.where('id', 'in', membersOf([teamId]));
      if (status !== undefined) query = query.where('status', '=', status);
      if (search !== undefined) {
        const pattern = normalizeEmail(search);
        query = query.where((where) =>
          where.or([containing('name', search), containing('email_normalized', pattern)]),
        );
      }
      return (await query.orderBy('id').limit(limit).execute()).map(toUser);
    },
    async memberships({ visible, teamId, userId, after = '', limit }) {
      const [afterTeam = '', afterUser = ''] = after.split(' ');
      let query = db.selectFrom('memberships').selectAll();
      if (after !== '') {
        query = query.where((where) =>
          where.or([
            where('team_id', '>', afterTeam),
            where.and([where('team_id', '=', afterTeam), where('user_id', '>', afterUser)]),
          ]),
        );
      }
      if (visible !== 'all') query = query.where('team_id', 'in', visible);
      if (teamId !== undefined) query = query.where('team_id', '=', teamId);
      if (userId !== undefined) query = query.where('user_id', '=', userId);
      const rows = await query.orderBy('team_id').orderBy('user_id').limit(limit).execute();
      return rows.map(toMembership);
    },
  };
}
