import { z } from 'zod';

/** An ID or a name that stands for one, in a path or a filter. */
export const reference = z.string().min(1).max(254);

export const instant = z.iso.datetime().describe('UTC.');

/** Milliseconds since the epoch as the API writes them. */
export const toInstant = (at: number): string => new Date(at).toISOString();

export const nullableInstant = instant.nullable();
export const toNullableInstant = (at: number | undefined): string | null =>
  at === undefined ? null : toInstant(at);

/** In which somebody is written to; null: as whoever stands above says. */
export const nullableLocale = z
  .string()
  .max(100)
  .nullable()
  .describe(
    'BCP 47, of en, nb, sv, fr, fi or da: language and date format of mails. Null: no choice.',
  );

/** Lengths are generous: the domain knows the rule, and says it in words. */
export const text = z.string().max(2000);

export const slug = z
  .string()
  .max(100)
  .describe('1 to 63 of a-z, 0-9 and -; made of the name when absent.');

export const search = z
  .string()
  .min(1)
  .max(100)
  .optional()
  .describe('Part of the name, in whatever case.');
