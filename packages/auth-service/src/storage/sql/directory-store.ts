import type { Kysely } from 'kysely';
import type { DirectoryStore } from '../../domain/directory/directory-store.ts';
import { normalizeEmail } from '../../domain/directory/email.ts';
import { sqlApps } from './apps.ts';
import { toMembership, toOrganization, toTeam, toUser } from './directory-rows.ts';
import { sqlRoles } from './roles.ts';
import type { Schema } from './schema.ts';

export function sqlDirectoryStore(db: Kysely<Schema>): DirectoryStore {
  return {
    ...sqlRoles(db),
    ...sqlApps(db),
    async insertOrganization({ locale = null, createdAt, ...organization }) {
      await db
        .insertInto('organizations')
        .values({ ...organization, locale, created_at: createdAt })
        .execute();
    },
    async listOrganizations() {
      const rows = await db.selectFrom('organizations').selectAll().orderBy('created_at').execute();
      return rows.map(toOrganization);
    },
    async findOrganization(id) {
      const row = await db
        .selectFrom('organizations')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row && toOrganization(row);
    },
    async setOrganizationLocale(id, locale) {
      await db
        .updateTable('organizations')
        .set({ locale: locale ?? null })
        .where('id', '=', id)
        .execute();
    },
    async insertTeam({ id, organizationId, name, slug, createdAt }) {
      await db
        .insertInto('teams')
        .values({ id, organization_id: organizationId, name, slug, created_at: createdAt })
        .execute();
    },
    async listTeams(organizationId) {
      let query = db.selectFrom('teams').selectAll();
      if (organizationId !== undefined) query = query.where('organization_id', '=', organizationId);
      return (await query.orderBy('created_at').execute()).map(toTeam);
    },
    async findTeam(id) {
      const row = await db.selectFrom('teams').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toTeam(row);
    },
    async findTeamBySlug(slug) {
      const row = await db
        .selectFrom('teams')
        .selectAll()
        .where('slug', '=', slug)
        .executeTakeFirst();
      return row && toTeam(row);
    },
    async insertUser({ locale = null, createdAt, ...user }) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('users')
        .values({
          ...user,
          email_normalized: normalizeEmail(user.email),
          locale,
          created_at: createdAt,
        })
        .onConflict((conflict) => conflict.column('email_normalized').doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n;
    },
    async listUsers() {
      return (await db.selectFrom('users').selectAll().orderBy('created_at').execute()).map(toUser);
    },
    async findUser(id) {
      const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toUser(row);
    },
    async findUserByEmail(email) {
      const row = await db
        .selectFrom('users')
        .selectAll()
        .where('email_normalized', '=', normalizeEmail(email))
        .executeTakeFirst();
      return row && toUser(row);
    },
    async setUserStatus(id, status) {
      const { numUpdatedRows } = await db
        .updateTable('users')
        .set({ status })
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
    async setUserLocale(id, locale) {
      await db
        .updateTable('users')
        .set({ locale: locale ?? null })
        .where('id', '=', id)
        .execute();
    },
    async putMembership({ teamId, userId, roleId, createdAt }) {
      await db
        .insertInto('memberships')
        .values({ team_id: teamId, user_id: userId, role_id: roleId, created_at: createdAt })
        .onConflict((conflict) =>
          conflict.columns(['user_id', 'team_id']).doUpdateSet({ role_id: roleId }),
        )
        .execute();
    },
    async deleteMembership(teamId, userId) {
      const { numDeletedRows } = await db
        .deleteFrom('memberships')
        .where('team_id', '=', teamId)
        .where('user_id', '=', userId)
        .executeTakeFirstOrThrow();
      return numDeletedRows === 1n;
    },
    async listMemberships({ teamId, userId, roleId } = {}) {
      let query = db.selectFrom('memberships').selectAll();
      if (teamId !== undefined) query = query.where('team_id', '=', teamId);
      if (userId !== undefined) query = query.where('user_id', '=', userId);
      if (roleId !== undefined) query = query.where('role_id', '=', roleId);
      return (await query.orderBy('created_at').execute()).map(toMembership);
    },
    async permissionsIn(teamId, userId) {
      const rows = await db
        .selectFrom('memberships')
        .innerJoin('roles', 'roles.id', 'memberships.role_id')
        .leftJoin('role_permissions', 'role_permissions.role_id', 'roles.id')
        .select('role_permissions.permission')
        .where('memberships.user_id', '=', userId)
        .where((where) =>
          where.or([where('memberships.team_id', '=', teamId), where('roles.everywhere', '=', 1)]),
        )
        .execute();
      if (rows.length === 0) return undefined;
      return [...new Set(rows.flatMap(({ permission }) => permission ?? []))].sort();
    },
    async permissionsEverywhere(userId) {
      const rows = await db
        .selectFrom('memberships')
        .innerJoin('roles', 'roles.id', 'memberships.role_id')
        .innerJoin('role_permissions', 'role_permissions.role_id', 'roles.id')
        .select('role_permissions.permission')
        .distinct()
        .where('memberships.user_id', '=', userId)
        .where('roles.everywhere', '=', 1)
        .orderBy('role_permissions.permission')
        .execute();
      return rows.map(({ permission }) => permission);
    },
  };
}
