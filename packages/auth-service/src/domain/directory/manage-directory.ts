import { type Actor, OPERATOR } from '../audit/audit-event.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import { type MembershipManagement, manageMemberships } from './manage-memberships.ts';
import { manageRoles, type RoleManagement } from './manage-roles.ts';
import { manageTeams, type TeamManagement } from './manage-teams.ts';
import { manageUsers, type UserManagement } from './manage-users.ts';

/**
 * What is done to the directory, by the operator or by who has `DIRECTORY_MANAGE` there. Every change is
 * audited and applies at the next exchange. What is so already is no change.
 */
export type DirectoryManagement = TeamManagement &
  UserManagement &
  RoleManagement &
  MembershipManagement;

export function manageDirectory(
  deps: ManagementDependencies,
  actor: Actor = OPERATOR,
): DirectoryManagement {
  return {
    ...manageTeams(deps, actor),
    ...manageUsers(deps, actor),
    ...manageRoles(deps, actor),
    ...manageMemberships(deps, actor),
  };
}
