import type {
  App,
  Membership,
  Organization,
  Role,
  Team,
  User,
} from '../../domain/directory/directory.ts';
import { normalizeEmail } from '../../domain/directory/email.ts';
import type { DirectoryManagement } from '../../domain/directory/manage-directory.ts';
import { DomainError } from '../../domain/errors.ts';
import type { LocaleManagement } from '../../domain/locale/manage-locales.ts';
import type { Management } from '../management.ts';
import { type ApiClient, path } from './api-client.ts';

/** Characters of a search that the API takes. */
const SEARCH_MAX = 100;

/** The directory by the admin API: what somebody does not see is not there. */
export function remoteDirectory(api: ApiClient): DirectoryManagement {
  const byEmail = async (email: string): Promise<User> => {
    const wanted = normalizeEmail(email);
    const search = email.trim().slice(0, SEARCH_MAX);
    const found = await api.list<User>('/api/v1/users', { search });
    const user = found.find((one) => normalizeEmail(one.email) === wanted);
    if (user) return user;
    throw new DomainError(
      'not_found',
      `user: There is no user ${email}, or you may not see it. See them with: casement users list`,
    );
  };
  return {
    createOrganization: (body) => api.send<Organization>('POST', '/api/v1/organizations', { body }),
    listOrganizations: () => api.list<Organization>('/api/v1/organizations'),
    createTeam: (body) => api.send<Team>('POST', '/api/v1/teams', { body }),
    listTeams: (organizationId) => api.list<Team>('/api/v1/teams', { organizationId }),
    createApp: (body) => api.send<App>('POST', '/api/v1/apps', { body }),
    listApps: (teamId) => api.list<App>('/api/v1/apps', { teamId }),
    deleteApp: (id) => api.send('DELETE', path`/api/v1/apps/${id}`),

    createUser: (body) => api.send<User>('POST', '/api/v1/users', { body }),
    listUsers: () => api.list<User>('/api/v1/users'),
    getUser: (user) =>
      user.includes('@') ? byEmail(user) : api.get<User>(path`/api/v1/users/${user}`),
    setUserStatus: (user, status) =>
      api.send<User>('PATCH', path`/api/v1/users/${user}`, { body: { status } }),

    createRole: (body) => api.send<Role>('POST', '/api/v1/roles', { body }),
    setRolePermissions: (id, permissions) =>
      api.send<Role>('PATCH', path`/api/v1/roles/${id}`, { body: { permissions } }),
    listRoles: async () => (await api.get<{ items: Role[] }>('/api/v1/roles')).items,

    setMembership: ({ teamId, user, roleId }) =>
      api.send<Membership>('PUT', path`/api/v1/teams/${teamId}/members/${user}`, {
        body: { roleId },
      }),
    removeMembership: ({ teamId, user }) =>
      api.send('DELETE', path`/api/v1/teams/${teamId}/members/${user}`),
    listMemberships: (filter) => api.list<Membership>('/api/v1/memberships', { ...filter }),
  };
}

/** One thing at a time. */
export function remoteBrowsing(api: ApiClient): Management['browse'] {
  return {
    organization: (id) => api.get(path`/api/v1/organizations/${id}`),
    team: (id) => api.get(path`/api/v1/teams/${id}`),
    app: (id) => api.get(path`/api/v1/apps/${id}`),
    user: (id) => api.get(path`/api/v1/users/${id}`),
    role: (id) => api.get(path`/api/v1/roles/${id}`),
  };
}

/** `null` is no choice. */
export function remoteLocales(api: ApiClient): LocaleManagement {
  return {
    setUserLocale: (user, locale) =>
      api.send<User>('PATCH', path`/api/v1/users/${user}`, { body: { locale: locale ?? null } }),
    setOrganizationLocale: (id, locale) =>
      api.send<Organization>('PATCH', path`/api/v1/organizations/${id}`, {
        body: { locale: locale ?? null },
      }),
  };
}
