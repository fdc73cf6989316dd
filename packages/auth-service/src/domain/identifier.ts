import { randomBytes } from './random-bytes.ts';

/** What an ID names; a reader of a log or a table sees the kind at once. */
export type IdentifierPrefix =
  | 'org'
  | 'team'
  | 'usr'
  | 'cli'
  | 'sec'
  | 'ses'
  | 'tok'
  | 'key'
  | 'evt';

/** A new unguessable ID such as `cli_Jx0…`: 128 random bits, base64url. */
export function newId(prefix: IdentifierPrefix): string {
  return `${prefix}_${randomBytes(16).toString('base64url')}`;
}
