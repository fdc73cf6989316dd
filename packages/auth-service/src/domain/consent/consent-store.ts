import type { Team } from '../directory/directory.ts';

/** A team that was chosen, with what the user may do in it now. */
export interface ConsentedTeam extends Pick<Team, 'id' | 'name' | 'organizationId'> {
  /** Sorted. */
  permissions: string[];
}

/** For which teams a user let a client act: one choice per grant, gone with the grant. */
export interface ConsentStore {
  /** @param grantKey key of an artifact of the kind `Grant`, which is there */
  putTeams(grantKey: string, teamIds: readonly string[]): Promise<void>;
  /** Sorted; teams that were removed meanwhile are gone from it. */
  listTeams(grantKey: string): Promise<string[]>;
  /** Those of them that the user still is in, or whose role counts everywhere, by ID. */
  listHeldTeams(grantKey: string, userId: string): Promise<ConsentedTeam[]>;
}
