import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { createProofKey } from '../src/frame/proof-key.ts';

test('EM14 makes proofs that an RFC 9449 verifier accepts, and the thumbprint of their key', async () => {
  const key = await createProofKey();
  const proof = await key.prove(
    'POST',
    'https://auth.example.com/embed/token',
    Date.parse('2026-11-21T04:00:00.900Z'),
    'token',
  );
  const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
    typ: 'dpop+jwt',
    algorithms: ['ES256'],
    currentDate: new Date('2026-11-21T04:00:10Z'),
  });
  expect(payload).toMatchObject({
    htm: 'POST',
    htu: 'https://auth.example.com/embed/token',
    iat: Date.parse('2026-11-21T04:00:00Z') / 1000,
    ath: createHash('sha256').update('token').digest('base64url'),
  });
  expect(Object.keys(protectedHeader.jwk ?? {}).sort()).toEqual(['crv', 'kty', 'x', 'y']);
  expect(await calculateJwkThumbprint(protectedHeader.jwk ?? {})).toBe(key.thumbprint);
});

test('gives every proof an identifier of its own', async () => {
  const key = await createProofKey();
  const prove = () => key.prove('GET', 'https://dash.example.com/api', 0);
  const [one, other] = await Promise.all([prove(), prove()]);
  expect(one).not.toBe(other);
});

test('keeps no extractable private key within reach', async () => {
  const made: CryptoKeyPair[] = [];
  const { generateKey } = crypto.subtle;
  const subtle = Object.getPrototypeOf(crypto.subtle);
  subtle.generateKey = async function spy(this: SubtleCrypto, ...args: never[]) {
    const pair = await Reflect.apply(generateKey, this, args);
    made.push(pair);
    return pair;
  };
  try {
    const key = await createProofKey();
    expect(made.map(({ privateKey }) => privateKey.extractable)).toEqual([false]);
    const [pair] = made;
    await expect(crypto.subtle.exportKey('jwk', pair?.privateKey as CryptoKey)).rejects.toThrow();
    expect(Object.values(key).some((value) => value instanceof CryptoKey)).toBe(false);
  } finally {
    subtle.generateKey = generateKey;
  }
});
