/** ISO 8601 in UTC, to the second. @param at milliseconds since the epoch */
export const instantText = (at: number): string =>
  new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
