export type LockedParameterScalar = string | number | boolean;

/**
 * Filters that the portal backend pins into a session and the browser cannot change: one flat level,
 * each value a string, number, boolean or an array of those; at most
 * {@link LOCKED_PARAMETERS_MAX_BYTES} as UTF-8 JSON.
 */
export type LockedParameters = Record<
  string,
  LockedParameterScalar | readonly LockedParameterScalar[]
>;

/** 2 KiB, measured as UTF-8 JSON. */
export const LOCKED_PARAMETERS_MAX_BYTES = 2048;
