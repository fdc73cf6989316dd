/**
 * The form in which two e-mail addresses are compared: Unicode NFC, lower case, no outer spaces.
 * Applied once, where an address enters; stored beside the address as it was written.
 */
export function normalizeEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

const SHAPE = /^[^\s@<>"(),:;]+@[^\s@<>"(),:;]+$/;

/** Controls, and what makes two addresses look alike that are not. */
const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}]/u;

/** The rule that an address breaks, or `undefined` for a usable one. */
export function emailFault(email: string): string | undefined {
  if (email.length > 254) return 'An e-mail address has at most 254 characters (RFC 5321).';
  if (!SHAPE.test(email.trim()) || UNSEEN.test(email.trim())) {
    return 'Not an e-mail address. Write it as name@example.com, without a display name.';
  }
  return undefined;
}
