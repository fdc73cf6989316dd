import { createHmac } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../support/failure.ts';
import { AUDIENCE, signingKey, signToken } from '../support/token-issuer.ts';
import { setScene } from './scene.ts';

const stage = setScene();

describe('tokens that are refused', () => {
  const refused = async (token: string | Promise<string>): Promise<void> => {
    const error = await failureOf(stage.scene.use(await token));
    expect(error).toMatchObject({ code: 'invalid_token', status: 401 });
  };

  test.each([
    ['iss', 'https://other.example'],
    ['aud', 'https://other.example'],
    ['aud', [AUDIENCE]],
    ['sub', ''],
    ['sub', 7],
    ['client_id', undefined],
    ['jti', undefined],
    ['sid', undefined],
    ['team_id', null],
    ['scope', undefined],
    ['permissions', 'read:dashboards'],
    ['permissions', [7]],
    ['cnf', undefined],
    ['cnf', {}],
    ['cnf', { jkt: 'short' }],
    ['origin', undefined],
    ['params', undefined],
    ['params', []],
    ['params', { nested: { deep: 1 } }],
    ['params', { list: [{}] }],
    ['iat', undefined],
    ['iat', 1.5],
    ['exp', undefined],
  ])('claim %s = %j', (name, value) => refused(stage.scene.mint({ [name]: value })));

  test('of another audience, and both are named', async () => {
    const token = await stage.scene.mint({ aud: 'https://other.example' });
    const { message } = await failureOf(stage.scene.use(token));
    expect(message).toContain('"https://other.example"');
    expect(message).toContain(`"${AUDIENCE}"`);
    expect(message).toContain('option "audience"');
    const long = await stage.scene.mint({ aud: 'x'.repeat(5_000) });
    expect((await failureOf(stage.scene.use(long))).message.length).toBeLessThan(600);
  });

  test('expired, beyond a small tolerance', async () => {
    const seconds = Math.floor(stage.scene.nowMs / 1000);
    await stage.scene.use(await stage.scene.mint({ iat: seconds - 300, exp: seconds - 3 }));
    await refused(stage.scene.mint({ iat: seconds - 300, exp: seconds - 6 }));
  });

  test('issued in the future', async () => {
    const seconds = Math.floor(stage.scene.nowMs / 1000);
    await stage.scene.use(await stage.scene.mint({ iat: seconds + 4, exp: seconds + 60 }));
    await refused(stage.scene.mint({ iat: seconds + 10, exp: seconds + 60 }));
  });

  test('living longer than any token of the protocol', async () => {
    const seconds = Math.floor(stage.scene.nowMs / 1000);
    await stage.scene.use(await stage.scene.mint({ iat: seconds, exp: seconds + 600 }));
    await refused(stage.scene.mint({ iat: seconds, exp: seconds + 601 }));
  });

  test('not yet valid', () =>
    refused(stage.scene.mint({ nbf: Math.floor(stage.scene.nowMs / 1000) + 60 })));

  test.each([
    ['typ JWT', { typ: 'JWT' }],
    ['typ of a proof', { typ: 'dpop+jwt' }],
    ['no typ', { typ: undefined }],
    ['no kid', { kid: undefined }],
    ['an unknown kid', { kid: 'k2' }],
  ])('%s', (_, header) => refused(signToken(stage.scene.key, stage.scene.claims(), header)));

  test('signed by another key under a known kid', async () => {
    await refused(signToken({ ...(await signingKey('x')), kid: 'k1' }, stage.scene.claims()));
  });

  test('alg none, HS256 with the public key as its secret, ES384, RS256', async () => {
    const encode = (part: unknown): string =>
      Buffer.from(JSON.stringify(part)).toString('base64url');
    const header = { typ: 'at+jwt', kid: 'k1' };
    const none = `${encode({ ...header, alg: 'none' })}.${encode(stage.scene.claims())}.`;
    await refused(none);
    const hs = `${encode({ ...header, alg: 'HS256' })}.${encode(stage.scene.claims())}`;
    const mac = createHmac('sha256', JSON.stringify(stage.scene.key.publicJwk))
      .update(hs)
      .digest('base64url');
    await refused(`${hs}.${mac}`);
    for (const alg of ['ES384', 'RS256'] as const) {
      const other = await generateKeyPair(alg, { extractable: true });
      stage.scene.issuer.published.push({
        ...(await exportJWK(other.publicKey)),
        kid: alg,
        alg,
        use: 'sig',
      });
      stage.scene.nowMs += 10_000;
      await refused(
        new SignJWT(stage.scene.claims())
          .setProtectedHeader({ alg, typ: 'at+jwt', kid: alg })
          .sign(other.privateKey),
      );
    }
  });

  test('tampered with', async () => {
    const [header, , signature] = (await stage.scene.mint()).split('.');
    const payload = Buffer.from(JSON.stringify(stage.scene.claims({ permissions: ['all'] })));
    await refused(`${header}.${payload.toString('base64url')}.${signature}`);
  });

  test.each(['garbage', 'a.b.c', 'a'.repeat(9_000)])('%s', (token) => refused(token));

  test('a refusal does not quote the token', async () => {
    const token = await stage.scene.mint({ sid: undefined });
    const error = await failureOf(stage.scene.use(token));
    expect(error.message).toContain('sid');
    expect(JSON.stringify(error) + error.stack).not.toContain(token.slice(0, 20));
  });
});
