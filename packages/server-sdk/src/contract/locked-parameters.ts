import type { FieldFault } from './error-code.ts';

export type LockedParameterScalar = string | number | boolean;

/**
 * Filters that the portal backend pins into a session and the browser cannot change: one flat level,
 * each value a string, number, boolean or an array of those; at most
 * {@link LOCKED_PARAMETERS_MAX_BYTES} as UTF-8 JSON. Numbers between `Number.MIN_SAFE_INTEGER` and
 * `Number.MAX_SAFE_INTEGER` only.
 */
export type LockedParameters = Record<
  string,
  LockedParameterScalar | readonly LockedParameterScalar[]
>;

/** 2 KiB, measured as UTF-8 JSON. */
export const LOCKED_PARAMETERS_MAX_BYTES = 2048;

/**
 * The rules that locked parameters break: one flat object; each value a string, number, boolean or an
 * array of those; at most 2 KiB as UTF-8 JSON.
 */
export function lockedParametersFaults(value: unknown, path = 'parameters'): FieldFault[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ path, message: 'Locked parameters are an object, for example { "region": "eu" }.' }];
  }
  const faults = Object.entries(value).flatMap(([key, entry]) =>
    isScalar(entry) || (Array.isArray(entry) && entry.every(isScalar))
      ? []
      : [
          {
            path: `${path}.${key}`,
            message:
              'A locked parameter is a string, number, boolean or an array of those; nesting and null are not allowed.',
          },
        ],
  );
  // Not flat: measuring could nest deeper than the stack.
  if (faults.length > 0) return faults;
  const rounded = lockedNumberFaults(value, path);
  if (rounded.length > 0) return rounded;
  const bytes = utf8.encode(JSON.stringify(value)).length;
  if (bytes <= LOCKED_PARAMETERS_MAX_BYTES) return [];
  return [
    {
      path,
      message: `Locked parameters have at most ${LOCKED_PARAMETERS_MAX_BYTES} bytes as JSON; these have ${bytes}. Lock an ID and look the rest up in the dashboard API.`,
    },
  ];
}

/**
 * Numbers that would not arrive as they were sent. Whoever reads JSON into doubles rounds an integer
 * beyond ±(2⁵³ − 1) without a word: another tenant would be locked than the one that was meant.
 */
export function lockedNumberFaults(parameters: object, path = 'parameters'): FieldFault[] {
  return Object.entries(parameters).flatMap(([key, entry]: [string, unknown]) =>
    Array.isArray(entry)
      ? entry.flatMap((one, at) => numberFault(one, `${path}.${key}.${at}`))
      : numberFault(entry, `${path}.${key}`),
  );
}

const utf8 = new TextEncoder();

const isScalar = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';

function numberFault(value: unknown, path: string): FieldFault[] {
  // Said so that NaN is a fault, too.
  if (typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return [];
  const message = `A number must be between ${Number.MIN_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}: beyond, it is rounded on the way, and another value would be locked. Send it as a string.`;
  return [{ path, message }];
}
