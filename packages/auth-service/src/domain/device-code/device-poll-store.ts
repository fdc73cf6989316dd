/** How often devices ask for their tokens, by the hash of the device code. */
export interface DevicePollStore {
  /**
   * Records that a device asked, in one statement, so that of several at once only the first can be in
   * time. One that asked too soon has to wait longer from then on.
   *
   * @returns true when it asked too soon
   */
  record(poll: DevicePoll): Promise<boolean>;
  /** Removes those of codes that expired before `before`; at most `limit`, answers how many. */
  sweep(before: number, limit: number): Promise<number>;
}

export interface DevicePoll {
  /** Hash of the device code. */
  key: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** When the device code expires. */
  expiresAt: number;
}
