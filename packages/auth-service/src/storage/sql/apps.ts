import type { Kysely } from 'kysely';
import type { DirectoryStore } from '../../domain/directory/directory-store.ts';
import { toApp } from './directory-rows.ts';
import type { Schema } from './schema.ts';

type Apps = Pick<
  DirectoryStore,
  'insertApp' | 'clientsWithRoleAt' | 'findApp' | 'findAppBySlug' | 'listApps' | 'deleteApp'
>;

/** The apps' part of the directory. */
export function sqlApps(db: Kysely<Schema>): Apps {
  return {
    async insertApp({ id, teamId, name, slug, createdAt }) {
      await db
        .insertInto('apps')
        .values({ id, team_id: teamId, name, slug, created_at: createdAt })
        .execute();
    },
    async findApp(id) {
      const row = await db.selectFrom('apps').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toApp(row);
    },
    async findAppBySlug(slug) {
      const row = await db
        .selectFrom('apps')
        .selectAll()
        .where('slug', '=', slug)
        .executeTakeFirst();
      return row && toApp(row);
    },
    async listApps(teamId) {
      let query = db.selectFrom('apps').selectAll();
      if (teamId !== undefined) query = query.where('team_id', '=', teamId);
      return (await query.orderBy('created_at').orderBy('id').execute()).map(toApp);
    },
    async clientsWithRoleAt(nodeId) {
      const rows = await db
        .selectFrom('client_roles')
        .select('client_id')
        .distinct()
        .where('node_id', '=', nodeId)
        .orderBy('client_id')
        .execute();
      return rows.map(({ client_id }) => client_id);
    },
    async deleteApp(id) {
      const { numDeletedRows } = await db
        .deleteFrom('apps')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return numDeletedRows === 1n;
    },
  };
}
