import type { FieldFault } from '@casement/server-sdk/contract';

const NAME_MAX = 100;

/** Nothing that can be seen; the empty braille pattern counts as a symbol. */
const INVISIBLE = /^[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/**
 * Controls, line ends, halves of characters, and what turns the direction of the text after it: a name on
 * a page of consent is to look like what it is. Joiners stay, which Persian and emoji are written with.
 */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Faults of a name that people gave: 1 to 100 characters after trimming, some to be seen, none to deceive. */
export function nameFaults(name: unknown, path = 'name'): FieldFault[] {
  if (typeof name !== 'string' || INVISIBLE.test(name)) {
    return [{ path, message: 'A name is required.' }];
  }
  if (name.trim().length > NAME_MAX) {
    return [{ path, message: `At most ${NAME_MAX} characters; this has ${name.trim().length}.` }];
  }
  if (FORBIDDEN.test(name)) {
    return [{ path, message: 'Control and direction characters are not allowed.' }];
  }
  return [];
}
