import { randomBytes } from './random-bytes.ts';

/** What an ID names; a reader of a log or a table sees the kind at once. */
export type IdentifierPrefix =
  | 'org'
  | 'team'
  | 'app'
  | 'usr'
  | 'cli'
  | 'sec'
  | 'ses'
  | 'bro'
  | 'tok'
  | 'key'
  | 'iat'
  | 'evt'
  | 'clm'
  | 'whk';

/**
 * Nine characters that sort by time (milliseconds in base 36, good until the year 5188). Keys that
 * start with them land side by side in an index, so a write touches one page and not a random one.
 */
export function timePrefix(milliseconds: number): string {
  return Math.floor(milliseconds).toString(36).padStart(9, '0');
}

/** A new ID such as `cli_0mib3x9f2Jx0…`: time and 128 random bits, so it cannot be guessed. */
export function newId(prefix: IdentifierPrefix, now: number = Date.now()): string {
  return `${prefix}_${timePrefix(now)}${randomBytes(16).toString('base64url')}`;
}
