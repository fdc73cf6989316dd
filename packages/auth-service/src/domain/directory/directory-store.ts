import type { Locale } from '../locale/locale.ts';
import type { App, Membership, Organization, Role, Team, User, UserStatus } from './directory.ts';

/** Finds by ID or by the human key; never caches, so a change applies at the next request. */
export interface DirectoryStore {
  insertOrganization(organization: Organization): Promise<void>;
  listOrganizations(): Promise<Organization[]>;
  findOrganization(id: string): Promise<Organization | undefined>;
  setOrganizationLocale(id: string, locale: Locale | undefined): Promise<void>;

  insertTeam(team: Team): Promise<void>;
  listTeams(organizationId?: string): Promise<Team[]>;
  findTeam(id: string): Promise<Team | undefined>;
  findTeamBySlug(slug: string): Promise<Team | undefined>;

  insertApp(app: App): Promise<void>;
  findApp(id: string): Promise<App | undefined>;
  findAppBySlug(slug: string): Promise<App | undefined>;
  listApps(teamId?: string): Promise<App[]>;
  /** IDs of the service clients that have a role of their own at a node. */
  clientsWithRoleAt(nodeId: string): Promise<string[]>;
  /** False when there is no such app. */
  deleteApp(id: string): Promise<boolean>;

  /** False when another user has the address already, in whatever case. */
  insertUser(user: User): Promise<boolean>;
  listUsers(): Promise<User[]>;
  findUser(id: string): Promise<User | undefined>;
  findUserByEmail(email: string): Promise<User | undefined>;
  /** False when there is no such user. */
  setUserStatus(id: string, status: UserStatus): Promise<boolean>;
  setUserLocale(id: string, locale: Locale | undefined): Promise<void>;

  /** False when the role exists already. */
  insertRole(role: Role): Promise<boolean>;
  listRoles(): Promise<Role[]>;
  findRole(id: string): Promise<Role | undefined>;
  /** False when there is no such role. */
  setRolePermissions(id: string, permissions: readonly string[]): Promise<boolean>;
  /** IDs of the service clients that have the role of their own, at whatever node. */
  clientsWithRole(roleId: string): Promise<string[]>;

  /** Adds the membership, or changes its role. */
  putMembership(membership: Membership): Promise<void>;
  /** False when there was none. */
  deleteMembership(teamId: string, userId: string): Promise<boolean>;
  listMemberships(filter?: {
    teamId?: string;
    userId?: string;
    roleId?: string;
  }): Promise<Membership[]>;

  /**
   * What the user may do in the team now: by a membership in it, or by a role that counts everywhere.
   * `undefined` when the user is no member; an empty list when the role permits nothing.
   * Says nothing about the user's status.
   */
  permissionsIn(teamId: string, userId: string): Promise<string[] | undefined>;
  /** What the user may do in every team, by roles that count everywhere. Says nothing about status. */
  permissionsEverywhere(userId: string): Promise<string[]>;
}
