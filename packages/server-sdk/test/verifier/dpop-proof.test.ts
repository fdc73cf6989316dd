import { exportJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../support/failure.ts';
import { frameKey } from '../support/frame-key.ts';
import { API, setScene } from './scene.ts';

const stage = setScene();

describe('EM14: proofs that are refused', () => {
  const refused = async (token: string, proof: string): Promise<void> => {
    const error = await failureOf(stage.scene.verifier.verify(stage.scene.request(token, proof)));
    expect(error).toMatchObject({ code: 'invalid_dpop_proof', status: 401 });
  };

  test.each([
    ['jti missing', { jti: undefined }],
    ['jti empty', { jti: '' }],
    ['jti a number', { jti: 7 }],
    ['jti too long', { jti: 'a'.repeat(257) }],
    ['htm of another method', { htm: 'POST' }],
    ['htm in lower case', { htm: 'get' }],
    ['htm missing', { htm: undefined }],
    ['htu of another path', { htu: 'https://dash.example.com/api/other' }],
    ['htu with a trailing slash', { htu: `${API}/` }],
    ['htu of another host', { htu: 'https://evil.example/api/series' }],
    ['htu of another scheme', { htu: 'http://dash.example.com/api/series' }],
    ['htu of another port', { htu: 'https://dash.example.com:8443/api/series' }],
    ['htu in another case', { htu: 'https://dash.example.com/API/series' }],
    ['htu with user info', { htu: 'https://me@dash.example.com/api/series' }],
    ['htu no URL', { htu: '/api/series' }],
    ['htu missing', { htu: undefined }],
    ['ath of another token', { ath: 'a'.repeat(43) }],
    ['ath missing', { ath: undefined }],
    ['iat missing', { iat: undefined }],
    ['iat a text', { iat: 'now' }],
    ['expired by its own exp', { exp: 1 }],
    ['exp no number', { exp: 'never' }],
    ['not yet valid by its own nbf', { nbf: 9_999_999_999 }],
  ])('%s', async (_, change) => {
    const token = await stage.scene.mint();
    await refused(
      token,
      await stage.scene.frame.prove(token, { url: API, nowMs: stage.scene.nowMs }, change),
    );
  });

  test('iat is accepted within 60 s on either side, and not beyond', async () => {
    const token = await stage.scene.mint();
    const iat = Math.floor(stage.scene.nowMs / 1000);
    stage.scene.nowMs = iat * 1000;
    for (const offset of [-60, 60])
      await stage.scene.verifier.verify(
        stage.scene.request(
          token,
          await stage.scene.frame.prove(token, { url: API }, { iat: iat + offset }),
        ),
      );
    for (const offset of [-61, 61])
      await refused(
        token,
        await stage.scene.frame.prove(token, { url: API }, { iat: iat + offset }),
      );
  });

  test.each([
    ['typ JWT', { typ: 'JWT' }],
    ['an extension to be understood', { crit: ['b64'], b64: true }],
    ['typ of a token', { typ: 'at+jwt' }],
    ['no jwk', { jwk: undefined }],
    ['a jwk that is no object', { jwk: 'key' }],
    ['an RSA jwk', { jwk: { kty: 'RSA', n: 'a', e: 'AQAB' } }],
    ['a symmetric jwk', { jwk: { kty: 'oct', k: 'c2VjcmV0' } }],
    [
      'a point off the curve',
      { jwk: { kty: 'EC', crv: 'P-256', x: 'a'.repeat(43), y: 'a'.repeat(43) } },
    ],
  ])('%s', async (_, header) => {
    const token = await stage.scene.mint();
    await refused(
      token,
      await stage.scene.frame.prove(token, { url: API, nowMs: stage.scene.nowMs }, {}, header),
    );
  });

  test('a private key in the header', async () => {
    const token = await stage.scene.mint();
    const jwk = { ...(await exportJWK(stage.scene.frame.privateKey)) };
    await refused(
      token,
      await stage.scene.frame.prove(token, { url: API, nowMs: stage.scene.nowMs }, {}, { jwk }),
    );
  });

  test('another key than the token’s', async () => {
    const token = await stage.scene.mint();
    const thief = await frameKey();
    await refused(token, await thief.prove(token, { url: API, nowMs: stage.scene.nowMs }));
  });

  test('the token’s key in the header, another one’s signature', async () => {
    const token = await stage.scene.mint();
    const thief = await frameKey();
    await refused(
      token,
      await thief.prove(
        token,
        { url: API, nowMs: stage.scene.nowMs },
        {},
        { jwk: stage.scene.frame.jwk },
      ),
    );
  });

  test.each(['garbage', 'a.b.c', '', 'a'.repeat(9_000)])('%s', async (proof) => {
    await refused(await stage.scene.mint(), proof);
  });

  test('two proofs', async () => {
    const token = await stage.scene.mint();
    const one = await stage.scene.frame.prove(token, { url: API, nowMs: stage.scene.nowMs });
    await refused(
      token,
      `${one}, ${await stage.scene.frame.prove(token, { url: API, nowMs: stage.scene.nowMs })}`,
    );
  });

  test('no proof', async () => {
    const headers = { authorization: `DPoP ${await stage.scene.mint()}` };
    const error = await failureOf(stage.scene.verifier.verify(new Request(API, { headers })));
    expect(error).toMatchObject({ code: 'invalid_dpop_proof', status: 401 });
  });
});
