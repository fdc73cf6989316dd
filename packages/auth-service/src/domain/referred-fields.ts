import { camelCase } from './letter-case.ts';

/** Fields that a sentence of the domain points to, as in "use corsOrigins", in either spelling. */
const REFERRED =
  /\b(?:(?:allowed|cors)(?:O|_o)rigins|refresh(?:T|_t)oken|team(?:Id|_id|Restriction|_restriction))\b/g;

/**
 * A refusal's sentence with the names of fields as its reader knows them: those of the wire, or options.
 *
 * @param spell of a name in the domain's spelling
 */
export const respellFields = (sentence: string, spell: (field: string) => string): string =>
  sentence.replace(REFERRED, (name) => spell(camelCase(name)));
