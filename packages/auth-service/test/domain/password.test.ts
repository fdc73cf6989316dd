import { expect, test } from 'vitest';
import { hashPassword, passwordFault, verifyPassword } from '../../src/domain/password/password.ts';

test('a password is stored as a salted scrypt hash and recognised again', async () => {
  const password = 'correct horse battery';
  const [one, other] = await Promise.all([hashPassword(password), hashPassword(password)]);
  expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(one).not.toBe(other);
  expect(await verifyPassword(password, one)).toBe(true);
  expect(await verifyPassword(password, other)).toBe(true);
  expect(await verifyPassword('correct horse batterY', one)).toBe(false);
  expect(await verifyPassword('', one)).toBe(false);
});

test('without a hash, or with one that is none, no password is right', async () => {
  for (const hash of [undefined, '', 'secret', '$scrypt$ln=15,r=8,p=3$$', '$argon2id$x$y$z']) {
    expect(await verifyPassword('correct horse battery', hash)).toBe(false);
  }
});

test('a hash of another cost is recognised too', async () => {
  // RFC 7914 §12, third vector (N = 16384, r = 8, p = 1), cut to 32 bytes as PBKDF2's blocks are.
  const key = Buffer.from(
    '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2',
    'hex',
  );
  const phc = ['SodiumChloride', key]
    .map((bytes) => Buffer.from(bytes).toString('base64').replaceAll('=', ''))
    .join('$');
  expect(await verifyPassword('pleaseletmein', `$scrypt$ln=14,r=8,p=1$${phc}`)).toBe(true);
});

test('one keyboard composes what the other one types at once', async () => {
  const hash = await hashPassword('Ångström über alles');
  expect(await verifyPassword('Ångström über alles'.normalize('NFD'), hash)).toBe(true);
});

test('length is the only rule', () => {
  expect(passwordFault('x'.repeat(12))).toBeUndefined();
  expect(passwordFault('密码密码密码密码密码密码')).toBeUndefined();
  expect(passwordFault('😀'.repeat(11))).toBe('At least 12 characters; this has 11.');
  expect(passwordFault('x'.repeat(257))).toBe('At most 256 characters; this has 257.');
  expect(passwordFault('')).toBe('At least 12 characters; this has 0.');
  expect(passwordFault('twelve\nlong characters')).toBe('Control characters are not allowed.');
});
