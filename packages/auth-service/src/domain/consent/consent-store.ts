/** For which teams a user let a client act: one choice per grant, gone with the grant. */
export interface ConsentStore {
  /** @param grantKey key of an artifact of the kind `Grant`, which is there */
  putTeams(grantKey: string, teamIds: readonly string[]): Promise<void>;
  /** Sorted; teams that were removed meanwhile are gone from it. */
  listTeams(grantKey: string): Promise<string[]>;
}
