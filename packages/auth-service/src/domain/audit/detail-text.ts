/** From 2001 to 2096: no count of anything, and no duration, is as large. */
const INSTANTS = { from: 1_000_000_000_000, to: 4_000_000_000_000 } as const;

/** A detail of an event for people: a point in time, which is kept in milliseconds, as ISO 8601. */
export function detailText(value: string | number | boolean): string {
  return typeof value === 'number' && value >= INSTANTS.from && value < INSTANTS.to
    ? new Date(value).toISOString()
    : String(value);
}
