import type { UserStatus } from '../../../domain/directory/directory.ts';

/** Organizations with their teams and apps; users and what they may do. */
export interface DirectoryTables {
  organizations: OrganizationRow;
  teams: TeamRow;
  apps: AppRow;
  users: UserRow;
  user_passwords: UserPasswordRow;
  roles: RoleRow;
  role_permissions: RolePermissionRow;
  memberships: MembershipRow;
}

export interface OrganizationRow {
  id: string;
  name: string;
  locale: string | null;
  created_at: number;
}

export interface TeamRow {
  id: string;
  organization_id: string;
  name: string;
  slug: string;
  created_at: number;
}

export interface AppRow {
  id: string;
  team_id: string;
  name: string;
  slug: string;
  created_at: number;
}

export interface UserRow {
  id: string;
  email: string;
  email_normalized: string;
  name: string;
  status: UserStatus;
  locale: string | null;
  created_at: number;
}

export interface UserPasswordRow {
  user_id: string;
  /** PHC string; see `domain/password`. */
  hash: string;
  changed_at: number;
}

export interface RoleRow {
  id: string;
  everywhere: number;
}

export interface RolePermissionRow {
  role_id: string;
  permission: string;
}

export interface MembershipRow {
  team_id: string;
  user_id: string;
  role_id: string;
  created_at: number;
}
