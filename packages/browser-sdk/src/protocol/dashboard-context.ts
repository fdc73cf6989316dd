import { messageOf } from '../errors.ts';
import { fail, ok, type Result } from '../result.ts';

/** What the host page tells the dashboard about its surroundings. Not a secret, not an authorization. */
export interface DashboardContext {
  theme?: 'light' | 'dark' | (string & {});
  /** BCP 47 tag, for example `nb-NO`. */
  locale?: string;
  /** IANA name, for example `Europe/Oslo`. */
  timeZone?: string;
  /** Filters that the host's user may change; those that must hold are locked parameters. */
  filters?: Record<string, unknown>;
}

const TEXT_FIELDS = ['theme', 'locale', 'timeZone'] as const;
const FIELDS: readonly string[] = [...TEXT_FIELDS, 'filters'];

/** 16 KiB as JSON: context is settings, not data. */
export const CONTEXT_MAX_LENGTH = 16_384;

/**
 * Checks a context (or the part of one to merge) and answers a copy of it that survives the way to the
 * other window.
 */
export function checkContext(value: unknown): Result<DashboardContext> {
  const invalid = (message: string) => fail('context_invalid', `context ${message}`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return invalid('must be an object.');
  }
  const context = value as Record<string, unknown>;
  for (const key of Object.keys(context)) {
    if (!FIELDS.includes(key)) {
      return invalid(
        `has an unknown field "${key}"; known are ${FIELDS.join(', ')}. Send an event for anything else.`,
      );
    }
  }
  for (const field of TEXT_FIELDS) {
    const text = context[field];
    if (text !== undefined && (typeof text !== 'string' || text === '' || text.length > 100)) {
      return invalid(`field ${field} must be a text of 1 to 100 characters.`);
    }
  }
  const { filters } = context;
  if (
    filters !== undefined &&
    (typeof filters !== 'object' || filters === null || Array.isArray(filters))
  ) {
    return invalid('field filters must be an object.');
  }
  return copyAcrossWindows(context, CONTEXT_MAX_LENGTH, 'context_invalid', 'context');
}

/** A structured clone of `value`, or a clear refusal of what cannot cross or is too long. */
export function copyAcrossWindows<T>(
  value: unknown,
  maxLength: number,
  code: 'context_invalid' | 'event_invalid',
  name: string,
): Result<T> {
  try {
    const length = JSON.stringify(value)?.length ?? 0;
    if (length > maxLength) {
      return fail(
        code,
        `${name} is ${length} characters long as JSON; at most ${maxLength} may pass.`,
      );
    }
    return ok(structuredClone(value) as T);
  } catch (thrown) {
    return fail(
      code,
      `${name} is not plain data that can go to another window: ${messageOf(thrown)}`,
    );
  }
}
