import { generateKeyPairSync } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { describe, expect, test } from 'vitest';
import { createEmbedClient, type EmbedClientOptions } from '../src/index.ts';
import { thrownBy } from './support/failure.ts';

const good: EmbedClientOptions = {
  issuer: 'https://auth.example.com',
  clientId: 'client',
  clientSecret: 's3cret',
};

function faultsOf(options: object): string[] {
  const error = thrownBy(() => createEmbedClient({ ...good, ...options }));
  expect(error.code).toBe('configuration_invalid');
  return (error.errors ?? []).map(({ path }) => path);
}

describe('issuer', () => {
  test.each([
    'https://auth.example.com',
    'https://auth.example.com:8443',
    'http://localhost:4400',
    'http://127.0.0.1:4400',
    'http://[::1]:4400',
  ])('accepts %s', async (issuer) => {
    await createEmbedClient({ ...good, issuer }).close();
  });

  test.each([
    ['plain http', 'http://auth.example.com'],
    ['loopback look-alike', 'http://localhost.example.com'],
    ['trailing slash', 'https://auth.example.com/'],
    ['path', 'https://auth.example.com/tenant'],
    ['query', 'https://auth.example.com?x=1'],
    ['upper case', 'https://AUTH.example.com'],
    ['default port', 'https://auth.example.com:443'],
    ['user info', 'https://me:pw@auth.example.com'],
    ['IDN not in ASCII', 'https://bücher.example'],
    ['other scheme', 'ftp://auth.example.com'],
    ['no URL', 'auth.example.com'],
    ['empty', ''],
    ['not a string', 7],
    ['missing', undefined],
  ])('refuses %s', (_, issuer) => {
    expect(faultsOf({ issuer })).toEqual(['issuer']);
  });

  test('says what to write instead', () => {
    const error = thrownBy(() => createEmbedClient({ ...good, issuer: 'https://A.example/x' }));
    expect(error.message).toContain('write "https://a.example"');
  });
});

describe('credentials', () => {
  test('lists every fault at once', () => {
    const faults = faultsOf({
      issuer: 'nonsense',
      clientId: '',
      clientSecret: '',
      keyId: 'k',
      timeouts: { totalMs: -1 },
      retry: { maxAttempts: 99 },
      dispatcher: {},
    });
    expect(faults).toEqual([
      'timeouts.totalMs',
      'retry.maxAttempts',
      'dispatcher',
      'issuer',
      'clientId',
      'keyId',
      'clientSecret',
    ]);
  });

  test('takes exactly one of secret and key', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(faultsOf({ clientSecret: undefined })).toEqual(['']);
    expect(faultsOf({ privateKey })).toEqual(['']);
  });

  test('a refused secret or key is not quoted', () => {
    const pem =
      '-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5IGJ1dCBzZWNyZXQ=\n-----END PRIVATE KEY-----';
    const error = thrownBy(() =>
      createEmbedClient({ ...good, clientSecret: undefined, privateKey: pem }),
    );
    expect(error.message).not.toContain('bm90');
    expect(error.cause).toBeUndefined();
  });

  test.each(['ES256', 'RS256', 'EdDSA'] as const)(
    '%s: CryptoKey, JWK and PEM',
    async (algorithm) => {
      const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
      const jwk = { ...(await exportJWK(privateKey)), kid: 'k1' };
      const { exportPKCS8 } = await import('jose');
      for (const key of [privateKey, jwk, await exportPKCS8(privateKey)]) {
        const options = { ...good, clientSecret: undefined, privateKey: key, algorithm };
        await createEmbedClient(options).close();
      }
    },
  );

  test('refuses public, weak, foreign and mismatching keys', async () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const refused = [
      ec.publicKey,
      await exportJWK(ec.publicKey),
      generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey,
      (await generateKeyPair('ES256')).publicKey,
      (await generateKeyPair('ES384')).privateKey,
      'not a key',
      7,
      null,
    ];
    for (const privateKey of refused)
      expect(faultsOf({ clientSecret: undefined, privateKey })).toEqual(['privateKey']);
    const mismatch = { clientSecret: undefined, privateKey: ec.privateKey, algorithm: 'RS256' };
    expect(faultsOf(mismatch)).toEqual(['privateKey']);
  });
});
