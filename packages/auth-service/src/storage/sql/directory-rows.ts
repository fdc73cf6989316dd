import type {
  App,
  Membership,
  Organization,
  Team,
  User,
} from '../../domain/directory/directory.ts';
import type {
  AppRow,
  MembershipRow,
  OrganizationRow,
  TeamRow,
  UserRow,
} from './schema/directory-tables.ts';

export function toOrganization({ id, name, locale, created_at }: OrganizationRow): Organization {
  return { id, name, locale: locale ?? undefined, createdAt: created_at };
}

export function toTeam({ id, organization_id, name, slug, created_at }: TeamRow): Team {
  return { id, organizationId: organization_id, name, slug, createdAt: created_at };
}

export function toApp({ id, team_id, name, slug, created_at }: AppRow): App {
  return { id, teamId: team_id, name, slug, createdAt: created_at };
}

export function toUser({ id, email, name, status, locale, created_at }: UserRow): User {
  return { id, email, name, status, locale: locale ?? undefined, createdAt: created_at };
}

export function toMembership({ team_id, user_id, role_id, created_at }: MembershipRow): Membership {
  return { teamId: team_id, userId: user_id, roleId: role_id, createdAt: created_at };
}
