import { da } from './labels/da.ts';
import { en } from './labels/en.ts';
import { fi } from './labels/fi.ts';
import { fr } from './labels/fr.ts';
import { nb } from './labels/nb.ts';
import { sv } from './labels/sv.ts';
import type { OverlayLabels, StandardLabels } from './overlay-labels.ts';

const LANGUAGES: Record<string, StandardLabels> = { en, nb, sv, fr, fi, da, no: nb, nn: nb };

/** The texts in one language. */
export interface Words {
  /** BCP 47 tag of the texts; English where there are none in the language asked for. */
  readonly language: string;
  /** The text of a name, or else of the next, with what is in braces filled in. */
  say(names: readonly string[], values?: Record<string, string | number>): string;
}

/**
 * @param locale BCP 47 tag
 * @param own texts that go before ours
 */
export function wordsFor(locale: string, own: OverlayLabels = {}): Words {
  const asked = locale.toLowerCase().split('-')[0] ?? '';
  const shipped = Object.hasOwn(LANGUAGES, asked) ? LANGUAGES[asked] : undefined;
  const all: Record<string, string | undefined> = { ...(shipped ?? en), ...own };
  return {
    language: shipped ? asked : 'en',
    say: (names, values = {}) => {
      const found = names.find((name) => Object.hasOwn(all, name) && all[name] !== undefined);
      const text = found === undefined ? '' : (all[found] ?? '');
      return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
    },
  };
}

/** Where to look for the text of a reason: under its code, then under what it has in common with others. */
export function reasonNames(code: string, isFinal: boolean, isOnline: boolean): string[] {
  const family = isFinal ? 'setup' : 'other';
  if (code === 'client_unavailable') return [code, 'client_disabled'];
  if (/^frame_(lost|silent|unreachable)$|^ready_timeout$/.test(code)) return [code, 'frame'];
  if (!isOnline) return ['offline'];
  if (/^portal_/.test(code)) return [code, 'portal'];
  if (/^issuer_|^attempt_timeout$|^slow_down$/.test(code)) return [code, 'issuer'];
  return [code, family];
}

/**
 * An instant as viewers say it: the time of day, with the day where it was not today.
 * @param at epoch milliseconds
 */
export function timeOfDay(at: number, now: number, locale: string, timeZone?: string): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  const style: Intl.DateTimeFormatOptions = { timeStyle: 'short' };
  if (!isToday) style.dateStyle = 'medium';
  for (const [tag, options] of [
    [locale, timeZone ? { ...style, timeZone } : style],
    [locale, style],
  ] as const) {
    try {
      return new Intl.DateTimeFormat(tag, options).format(at);
    } catch {
      // A tag or a zone that this browser does not know.
    }
  }
  return new Intl.DateTimeFormat('en', style).format(at);
}
