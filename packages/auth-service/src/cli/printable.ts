/** Control characters, and those of no width: they move the cursor, hide, or turn the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** What JSON leaves as it is; line breaks and the rest of C0 are escaped in it, or are its own layout. */
const UNPRINTABLE_IN_JSON = /[\u007F-\u009F\p{Cf}\u2028\u2029]/gu;

/** Text from the database as a terminal may have it: what could move the cursor becomes visible. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escaped);

/** The same for a JSON document, whose meaning stays as it was. */
export const printableJson = (json: string): string => json.replace(UNPRINTABLE_IN_JSON, escaped);

/** A character beyond U+FFFF is two units, each with its escape. */
function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
