/** The languages in which the service writes to people. */
export const LANGUAGES = ['en', 'nb', 'sv', 'fr', 'fi', 'da'] as const;
export type Language = (typeof LANGUAGES)[number];

/** BCP 47: a language and, for dates, possibly a region (`nb`, `sv-FI`). */
export type Locale = string;

export const DEFAULT_LOCALE = 'en';

/** What people and browsers call Norwegian; we write Bokmål. */
const NORWEGIAN: ReadonlySet<string> = new Set(['no', 'nb', 'nn']);

/** The language in which somebody with this locale is written to; `undefined`: none that we have. */
export function languageOf(locale: Locale): Language | undefined {
  const { language } = new Intl.Locale(locale);
  return NORWEGIAN.has(language) ? 'nb' : LANGUAGES.find((known) => known === language);
}

/** The rule that a locale breaks, if any. */
export function localeFault(locale: string): string | undefined {
  const message = `A language tag (BCP 47) of one of ${LANGUAGES.join(', ')}, such as en-GB or nb.`;
  try {
    return languageOf(locale) ? undefined : message;
  } catch {
    return message;
  }
}

/** One spelling per locale: `EN-gb` becomes `en-GB`. */
export const canonicalLocale = (locale: Locale): Locale => new Intl.Locale(locale).toString();
