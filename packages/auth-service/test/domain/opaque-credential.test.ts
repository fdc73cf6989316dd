import { expect, test } from 'vitest';
import { newChallengeCode } from '../../src/domain/challenge-code/challenge-code.ts';
import { newClientSecret } from '../../src/domain/client/client-secret.ts';
import { isCredential, newCredential } from '../../src/domain/opaque-credential.ts';

const CHECKSUM = 6;
const RANDOM = 43;

/** The random part stands before the checksum, whatever is in front of it. */
const randomOf = (credential: string): Buffer =>
  Buffer.from(credential.slice(-CHECKSUM - RANDOM, -CHECKSUM), 'base64url');

test.each([
  ['challenge codes', () => newChallengeCode(Date.now())],
  ['client secrets', newClientSecret],
  ['registration access tokens', () => newCredential('csm_rt_')],
])('%s: each of the 256 bits is set in some and not in others', (_kind, make) => {
  const drawn = Array.from({ length: 200 }, () => randomOf(make()));
  expect(new Set(drawn.map((bytes) => bytes.length))).toEqual(new Set([32]));
  // By chance that is wrong once in 10⁵⁷ runs.
  for (let bit = 0; bit < 256; bit += 1) {
    const values = drawn.map((bytes) => ((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1);
    expect(new Set(values).size, `bit ${bit}`).toBe(2);
  }
});

test('a credential is known by its checksum, a changed one is none', () => {
  const secret = newClientSecret();
  expect(isCredential(secret, 'csm_sk_')).toBe(true);
  expect(isCredential(secret, 'csm_cc_')).toBe(false);
  const last = secret.at(-1) === 'A' ? 'B' : 'A';
  expect(isCredential(secret.slice(0, -1) + last, 'csm_sk_')).toBe(false);
  expect(isCredential(secret.slice(0, -1), 'csm_sk_')).toBe(false);
});
