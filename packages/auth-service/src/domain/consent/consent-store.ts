import type { Team } from '../directory/directory.ts';

/** A team that was chosen, with what the user may do in it now. */
export interface ConsentedTeam extends Pick<Team, 'id' | 'name' | 'organizationId'> {
  /** Sorted. */
  permissions: string[];
}

/**
 * The teams for which a user let a client act: single ones, by ID, or `all`, those that are made later too.
 * Naming every single team that there is means just these.
 */
export type ChosenTeams = 'all' | readonly string[];

/** For which teams a user let a client act: one choice per grant, gone with the grant. */
export interface ConsentStore {
  /** @param grantKey key of an artifact of the kind `Grant`, which is there */
  putTeams(grantKey: string, chosen: ChosenTeams): Promise<void>;
  /** By grant; sorted, and without teams that were removed meanwhile. A grant without a choice has none. */
  chosenTeams(grantKeys: readonly string[]): Promise<Map<string, ChosenTeams>>;
  /** Those of them that the user still is in, all of them for whose role counts everywhere, by ID. */
  listHeldTeams(grantKey: string, userId: string): Promise<ConsentedTeam[]>;
}
