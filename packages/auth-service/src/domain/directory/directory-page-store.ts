import type { VisibleTeams } from '../authority/authority.ts';
import type { PageRequest } from '../paging/page.ts';
import type { App, Membership, Organization, Team, User, UserStatus } from './directory.ts';

/** Part of a list, as far as somebody sees it. */
export interface DirectoryPageQuery extends PageRequest {
  visible: VisibleTeams;
  /** Part of the name (or of the e-mail address), in whatever case. */
  search?: string | undefined;
}

/**
 * The directory page by page, in the order of IDs, which is that of their making. An organization is seen
 * by who sees one of its teams, a user by who sees one of theirs.
 */
export interface DirectoryPageStore {
  organizations(query: DirectoryPageQuery & { id?: string }): Promise<Organization[]>;
  teams(
    query: DirectoryPageQuery & { id?: string; organizationId?: string | undefined },
  ): Promise<Team[]>;
  apps(query: DirectoryPageQuery & { id?: string; teamId?: string | undefined }): Promise<App[]>;
  users(
    query: DirectoryPageQuery & {
      id?: string;
      teamId?: string | undefined;
      status?: UserStatus | undefined;
    },
  ): Promise<User[]>;
  /** After `<team ID> <user ID>`. */
  memberships(
    query: Omit<DirectoryPageQuery, 'search'> & {
      teamId?: string | undefined;
      userId?: string | undefined;
    },
  ): Promise<Membership[]>;
}
