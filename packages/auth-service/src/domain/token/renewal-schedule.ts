/** Between which fractions of a token's life its renewal falls. */
export interface RenewalWindow {
  min: number;
  max: number;
}

export const DEFAULT_RENEWAL_WINDOW: RenewalWindow = { min: 0.6, max: 0.8 };

/**
 * `renew_in`, whole seconds, drawn uniformly from the window so that frames that were opened together
 * do not come back together. At least 1.
 */
export function drawRenewIn(
  lifetime: number,
  { min, max }: RenewalWindow,
  random: () => number,
): number {
  const first = Math.max(1, Math.ceil(lifetime * min));
  const last = Math.max(first, Math.floor(lifetime * max));
  return first + Math.floor(random() * (last - first + 1));
}
