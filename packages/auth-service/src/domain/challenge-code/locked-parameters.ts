import { type FieldFault, LOCKED_PARAMETERS_MAX_BYTES } from '@casement/server-sdk/contract';

const isScalar = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

/**
 * The rules that locked parameters break (EM15): one flat object; each value a string, number, boolean
 * or an array of those; at most 2 KiB as UTF-8 JSON.
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
  const bytes = Buffer.byteLength(JSON.stringify(value), 'utf8');
  if (bytes <= LOCKED_PARAMETERS_MAX_BYTES) return [];
  return [
    {
      path,
      message: `Locked parameters have at most ${LOCKED_PARAMETERS_MAX_BYTES} bytes as JSON; these have ${bytes}. Lock an ID and look the rest up in the dashboard API.`,
    },
  ];
}
