import { isViewName, type ViewName } from '../wire.ts';

/** What the host may set: the parts of its context that this dashboard understands. */
export interface Settings {
  theme?: 'light' | 'dark';
  locale?: string;
  timeZone?: string;
  /** Length of the time axis in seconds. */
  seconds?: number;
  view?: ViewName | 'all';
}

interface Context {
  theme?: string;
  locale?: string;
  timeZone?: string;
  filters?: Record<string, unknown>;
}

const SHORTEST = 30;
const LONGEST = 900;

/** Reads a context. It comes from the host page, so what is not understood is left out. */
export function settingsFrom({ theme, locale, timeZone, filters = {} }: Context): Settings {
  const { seconds, view } = filters;
  return {
    ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
    ...(locale !== undefined && understood(() => new Intl.Locale(locale)) ? { locale } : {}),
    ...(timeZone !== undefined && understood(() => new Intl.DateTimeFormat('en', { timeZone }))
      ? { timeZone }
      : {}),
    ...(typeof seconds === 'number' && seconds >= SHORTEST && seconds <= LONGEST
      ? { seconds }
      : {}),
    ...(view === 'all' || isViewName(view) ? { view } : {}),
  };
}

function understood(make: () => unknown): boolean {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}
