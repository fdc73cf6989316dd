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

/** 16 KiB as JSON: context is settings, not data. */
export const CONTEXT_MAX_LENGTH = 16_384;

/**
 * Checks a context (or the part of one to merge) and answers a copy of it that survives the way to the
 * other window.
 */
export function checkContext(context: unknown): Result<DashboardContext> {
  const isWrong = ([field, value]: [string, unknown]): boolean =>
    value !== undefined && !(field === 'filters' ? isObject(value) : isText(field, value));
  const [wrong] = isObject(context)
    ? (Object.entries(Object(context)).find(isWrong) ?? [])
    : ['itself'];
  try {
    if (!wrong && JSON.stringify(context).length <= CONTEXT_MAX_LENGTH) {
      return ok(structuredClone(context as DashboardContext));
    }
  } catch {
    // A cycle, a function, a big integer: the same advice.
  }
  return fail(
    'context_invalid',
    `context "${wrong}" is wrong: an object of theme, locale, timeZone (1 to 100 characters each) and filters (an object), plain data of at most ${CONTEXT_MAX_LENGTH} characters as JSON. Send anything else as an event.`,
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(field: string, value: unknown): boolean {
  return (
    /^(theme|locale|timeZone)$/.test(field) &&
    typeof value === 'string' &&
    /^.{1,100}$/s.test(value)
  );
}
