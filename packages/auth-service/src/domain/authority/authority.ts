/** What somebody may do now: in every team, those that are yet to come too, and in single ones. */
export interface Authority {
  everywhere: readonly string[];
  /** By team ID; holds what counts everywhere too. */
  teams: ReadonlyMap<string, readonly string[]>;
}

/**
 * The teams in which something takes a permission; `everywhere` where only one that counts in every team
 * will do.
 */
export type Jurisdiction = readonly string[] | 'everywhere';

/** Whose people, clients and events somebody sees. */
export type VisibleTeams = 'all' | readonly string[];

/** What somebody sees of sessions, tokens and events: those of clients within teams, and their own. */
export interface Sight {
  within: VisibleTeams;
  ownUserId: string | undefined;
}
