import { scryptSync } from 'node:crypto';

export const PASSWORD = 'correct horse battery';

const SALT = Buffer.alloc(16, 7);
const encode = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

/** Of {@link PASSWORD}, at a cost that no test waits for: to be put into the password store as it is. */
export const CHEAP_HASH = `$scrypt$ln=8,r=8,p=1$${encode(SALT)}$${encode(
  scryptSync(PASSWORD, SALT, 32, { N: 2 ** 8, r: 8, p: 1 }),
)}`;
