/** Gathers an option that may be given several times. */
export function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

/** A number, or NaN, so that the domain names the fault with its rule. */
export function toNumber(value: string): number {
  return value.trim() === '' ? Number.NaN : Number(value);
}
