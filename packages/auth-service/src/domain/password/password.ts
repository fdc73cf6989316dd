import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { randomBytes } from '../random-bytes.ts';

/** Characters. */
export const PASSWORD_LENGTH = { min: 12, max: 256 } as const;

/** N as a power of two, r and p (RFC 7914 §2). */
export interface ScryptCost {
  logN: number;
  r: number;
  p: number;
}

/** 32 MiB and some 100 ms per password: what OWASP recommends at this size of memory. */
const COST: ScryptCost = { logN: 15, r: 8, p: 3 };

const KEY_BYTES = 32;
const SALT_BYTES = 16;

/** The PHC string format, as other scrypt programs write it too. */
const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** The rule that a password breaks, or `undefined`. Length is the only one (NIST SP 800-63B §3.1.1.2). */
export function passwordFault(password: string): string | undefined {
  const { min, max } = PASSWORD_LENGTH;
  const { length } = [...normalize(password)];
  if (length < min) return `At least ${min} characters; this has ${length}.`;
  if (length > max) return `At most ${max} characters; this has ${length}.`;
  return /\p{Cc}/u.test(password) ? 'Control characters are not allowed.' : undefined;
}

/** Hashes a password with a salt of its own; the answer says how, so that the cost can rise later. */
export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, cost);
  const { logN, r, p } = cost;
  return `$scrypt$ln=${logN},r=${r},p=${p}$${encode(salt)}$${encode(key)}`;
}

/**
 * Whether a password is the one that was hashed. Without a hash, for a user who has none or does not
 * exist, it takes the same time and is false.
 */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, logN, r, p, salt, expected] = PHC.exec(hash ?? '') ?? [];
  if (salt === undefined || expected === undefined) {
    await derive(password, Buffer.alloc(SALT_BYTES), COST);
    return false;
  }
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
  const key = await derive(password, Buffer.from(salt, 'base64'), cost);
  const wanted = Buffer.from(expected, 'base64');
  return key.length === wanted.length && timingSafeEqual(key, wanted);
}

/** The same characters give the same password, however a keyboard composes them. */
const normalize = (password: string): string => password.normalize('NFKC');

const encode = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

function derive(password: string, salt: Buffer, { logN, r, p }: ScryptCost): Promise<Buffer> {
  const N = 2 ** logN;
  // Node's own limit is exactly what the usual cost takes, and not a byte more.
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(normalize(password), salt, KEY_BYTES, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
