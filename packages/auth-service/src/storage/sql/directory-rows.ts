import type { Membership, Organization, Team, User } from '../../domain/directory/directory.ts';
import type { MembershipRow, OrganizationRow, TeamRow, UserRow } from './schema.ts';

export function toOrganization({ id, name, created_at }: OrganizationRow): Organization {
  return { id, name, createdAt: created_at };
}

export function toTeam({ id, organization_id, name, created_at }: TeamRow): Team {
  return { id, organizationId: organization_id, name, createdAt: created_at };
}

export function toUser({ id, email, name, status, created_at }: UserRow): User {
  return { id, email, name, status, createdAt: created_at };
}

export function toMembership({ team_id, user_id, role_id, created_at }: MembershipRow): Membership {
  return { teamId: team_id, userId: user_id, roleId: role_id, createdAt: created_at };
}
