import { createHmac } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createSessionVerifier,
  type SessionVerifier,
  type SessionVerifierOptions,
} from '../src/index.ts';
import { failureOf, thrownBy } from './support/failure.ts';
import { type FrameKey, frameKey } from './support/frame-key.ts';
import {
  AUDIENCE,
  goodClaims,
  type SigningKey,
  signingKey,
  signToken,
  startTokenIssuer,
  type TokenIssuer,
} from './support/token-issuer.ts';

const API = 'https://dash.example.com/api/series';

let issuer: TokenIssuer;
let verifier: SessionVerifier;
let key: SigningKey;
let frame: FrameKey;
let nowMs: number;

beforeEach(async () => {
  nowMs = Date.now();
  [key, frame] = await Promise.all([signingKey('k1'), frameKey()]);
  issuer = await startTokenIssuer(key);
  verifier = open();
});

afterEach(async () => {
  await verifier.close();
  await issuer.close();
});

function open(options: Partial<SessionVerifierOptions> = {}): SessionVerifier {
  return createSessionVerifier(
    {
      issuer: issuer.url,
      audience: AUDIENCE,
      clientId: 'dashboard',
      clientSecret: 'secret',
      retry: { maxAttempts: 1 },
      ...options,
    },
    () => nowMs,
  );
}

function claims(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { ...goodClaims(issuer.url, frame.thumbprint, nowMs), ...changes };
}

const mint = (changes: Record<string, unknown> = {}): Promise<string> =>
  signToken(key, claims(changes));

function request(token: string, proof: string, init: RequestInit = {}, url = API): Request {
  return new Request(url, { headers: { authorization: `DPoP ${token}`, dpop: proof }, ...init });
}

/** Sends a token with a fresh good proof. */
async function use(token: string, through = verifier): ReturnType<SessionVerifier['verify']> {
  return through.verify(request(token, await frame.prove(token, { url: API, nowMs })));
}

describe('EM9, EM15: a good request', () => {
  test('becomes a session', async () => {
    const session = await use(await mint());
    expect(session).toMatchObject({
      sessionId: 'session-1',
      userId: 'user-1',
      clientId: 'client-1',
      teamId: 'team-1',
      permissions: ['read:dashboards'],
      parameters: { region: 'eu', sites: ['a', 'b'] },
      embedderOrigin: 'https://portal.example.com',
      audience: AUDIENCE,
    });
    expect(session.expiresAt.getTime()).toBe(session.claims.exp * 1000);
  });

  test('query and fragment are no part of htu, and escapes are normalised', async () => {
    const token = await mint();
    const verify = async (url: string, htu: string): Promise<unknown> =>
      verifier.verify(request(token, await frame.prove(token, { url: htu, nowMs }), {}, url));
    await verify(`${API}?range=1h`, API);
    await verify(API, `${API}?range=1h#now`);
    await verify('https://dash.example.com/%7Ea/%2fb', 'HTTPS://DASH.example.com:443/~a/%2Fb');
    await verify('https://dash.example.com', 'https://dash.example.com/');
  });

  test('one handler’s changes do not reach the next request', async () => {
    const token = await mint();
    const first = await use(token);
    first.permissions.push('write:dashboards');
    first.parameters.region = 'us';
    first.claims.permissions.push('IMPERSONATE_USERS');
    const second = await use(token);
    expect(second.permissions).toEqual(['read:dashboards']);
    expect(second.parameters).toEqual({ region: 'eu', sites: ['a', 'b'] });
    expect(second.claims.permissions).toEqual(['read:dashboards']);
  });

  test('keys are fetched once for many requests', async () => {
    const token = await mint();
    await Promise.all(Array.from({ length: 20 }, () => use(token)));
    expect(issuer.jwksRequests()).toBe(1);
  });
});

describe('tokens that are refused', () => {
  const refused = async (token: string | Promise<string>): Promise<void> => {
    const error = await failureOf(use(await token));
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
  ])('claim %s = %j', (name, value) => refused(mint({ [name]: value })));

  test('expired, beyond a small tolerance', async () => {
    const seconds = Math.floor(nowMs / 1000);
    await use(await mint({ iat: seconds - 300, exp: seconds - 3 }));
    await refused(mint({ iat: seconds - 300, exp: seconds - 6 }));
  });

  test('issued in the future', async () => {
    const seconds = Math.floor(nowMs / 1000);
    await use(await mint({ iat: seconds + 4, exp: seconds + 60 }));
    await refused(mint({ iat: seconds + 10, exp: seconds + 60 }));
  });

  test('living longer than any token of the protocol', async () => {
    const seconds = Math.floor(nowMs / 1000);
    await use(await mint({ iat: seconds, exp: seconds + 600 }));
    await refused(mint({ iat: seconds, exp: seconds + 601 }));
  });

  test('not yet valid', () => refused(mint({ nbf: Math.floor(nowMs / 1000) + 60 })));

  test.each([
    ['typ JWT', { typ: 'JWT' }],
    ['typ of a proof', { typ: 'dpop+jwt' }],
    ['no typ', { typ: undefined }],
    ['no kid', { kid: undefined }],
    ['an unknown kid', { kid: 'k2' }],
  ])('%s', (_, header) => refused(signToken(key, claims(), header)));

  test('signed by another key under a known kid', async () => {
    await refused(signToken({ ...(await signingKey('x')), kid: 'k1' }, claims()));
  });

  test('alg none, HS256 with the public key as its secret, ES384, RS256', async () => {
    const encode = (part: unknown): string =>
      Buffer.from(JSON.stringify(part)).toString('base64url');
    const header = { typ: 'at+jwt', kid: 'k1' };
    const none = `${encode({ ...header, alg: 'none' })}.${encode(claims())}.`;
    await refused(none);
    const hs = `${encode({ ...header, alg: 'HS256' })}.${encode(claims())}`;
    const mac = createHmac('sha256', JSON.stringify(key.publicJwk)).update(hs).digest('base64url');
    await refused(`${hs}.${mac}`);
    for (const alg of ['ES384', 'RS256'] as const) {
      const other = await generateKeyPair(alg, { extractable: true });
      issuer.published.push({ ...(await exportJWK(other.publicKey)), kid: alg, alg, use: 'sig' });
      nowMs += 10_000;
      await refused(
        new SignJWT(claims())
          .setProtectedHeader({ alg, typ: 'at+jwt', kid: alg })
          .sign(other.privateKey),
      );
    }
  });

  test('tampered with', async () => {
    const [header, , signature] = (await mint()).split('.');
    const payload = Buffer.from(JSON.stringify(claims({ permissions: ['all'] })));
    await refused(`${header}.${payload.toString('base64url')}.${signature}`);
  });

  test.each(['garbage', 'a.b.c', 'a'.repeat(9_000)])('%s', (token) => refused(token));

  test('a refusal does not quote the token', async () => {
    const token = await mint({ sid: undefined });
    const error = await failureOf(use(token));
    expect(error.message).toContain('sid');
    expect(JSON.stringify(error) + error.stack).not.toContain(token.slice(0, 20));
  });
});

describe('EM14: proofs that are refused', () => {
  const refused = async (token: string, proof: string): Promise<void> => {
    const error = await failureOf(verifier.verify(request(token, proof)));
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
  ])('%s', async (_, change) => {
    const token = await mint();
    await refused(token, await frame.prove(token, { url: API, nowMs }, change));
  });

  test('iat is accepted within 60 s on either side, and not beyond', async () => {
    const token = await mint();
    const iat = Math.floor(nowMs / 1000);
    nowMs = iat * 1000;
    for (const offset of [-60, 60])
      await verifier.verify(
        request(token, await frame.prove(token, { url: API }, { iat: iat + offset })),
      );
    for (const offset of [-61, 61])
      await refused(token, await frame.prove(token, { url: API }, { iat: iat + offset }));
  });

  test.each([
    ['typ JWT', { typ: 'JWT' }],
    ['no jwk', { jwk: undefined }],
    ['a jwk that is no object', { jwk: 'key' }],
    ['an RSA jwk', { jwk: { kty: 'RSA', n: 'a', e: 'AQAB' } }],
    ['a symmetric jwk', { jwk: { kty: 'oct', k: 'c2VjcmV0' } }],
    [
      'a point off the curve',
      { jwk: { kty: 'EC', crv: 'P-256', x: 'a'.repeat(43), y: 'a'.repeat(43) } },
    ],
  ])('%s', async (_, header) => {
    const token = await mint();
    await refused(token, await frame.prove(token, { url: API, nowMs }, {}, header));
  });

  test('a private key in the header', async () => {
    const token = await mint();
    const jwk = { ...(await exportJWK(frame.privateKey)) };
    await refused(token, await frame.prove(token, { url: API, nowMs }, {}, { jwk }));
  });

  test('another key than the token’s', async () => {
    const token = await mint();
    const thief = await frameKey();
    await refused(token, await thief.prove(token, { url: API, nowMs }));
  });

  test('the token’s key in the header, another one’s signature', async () => {
    const token = await mint();
    const thief = await frameKey();
    await refused(token, await thief.prove(token, { url: API, nowMs }, {}, { jwk: frame.jwk }));
  });

  test.each(['garbage', 'a.b.c', '', 'a'.repeat(9_000)])('%s', async (proof) => {
    await refused(await mint(), proof);
  });

  test('two proofs', async () => {
    const token = await mint();
    const one = await frame.prove(token, { url: API, nowMs });
    await refused(token, `${one}, ${await frame.prove(token, { url: API, nowMs })}`);
  });

  test('no proof', async () => {
    const headers = { authorization: `DPoP ${await mint()}` };
    const error = await failureOf(verifier.verify(new Request(API, { headers })));
    expect(error).toMatchObject({ code: 'invalid_dpop_proof', status: 401 });
  });
});

describe('replay', () => {
  test('the same proof twice, also at once', async () => {
    const token = await mint();
    const proof = await frame.prove(token, { url: API, nowMs });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => verifier.verify(request(token, proof))),
    );
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(19);
    expect(refused[0]).toMatchObject({ reason: { code: 'invalid_dpop_proof' } });
  });

  test('the same jti in another proof of the same key', async () => {
    const token = await mint();
    const send = async (secondsAgo: number): Promise<unknown> =>
      verifier.verify(
        request(
          token,
          await frame.prove(token, { url: API, nowMs: nowMs - secondsAgo * 1000 }, { jti: 'one' }),
        ),
      );
    await send(50);
    expect(await failureOf(send(0))).toMatchObject({ code: 'invalid_dpop_proof' });
  });

  test('the same jti of another key is another proof', async () => {
    const token = await mint();
    await verifier.verify(request(token, await frame.prove(token, { url: API }, { jti: 'one' })));
    frame = await frameKey();
    const other = await mint();
    await verifier.verify(request(other, await frame.prove(other, { url: API }, { jti: 'one' })));
  });

  test('a refused proof is not used up', async () => {
    const token = await mint();
    const proof = await frame.prove(token, { url: API, nowMs });
    await failureOf(verifier.verify(request(token, proof, { method: 'POST' })));
    await verifier.verify(request(token, proof));
  });

  test('a full memory refuses for now instead of forgetting, and recovers', async () => {
    const small = open({ replayMemorySize: 3 });
    const token = await mint();
    for (let at = 0; at < 3; at += 1) await use(token, small);
    expect(await failureOf(use(token, small))).toMatchObject({
      code: 'temporarily_unavailable',
      status: 503,
    });
    nowMs += 131_000;
    await use(token, small);
    await small.close();
  });
});

describe('where credentials stand', () => {
  const refused = async (init: RequestInit, url = API): Promise<string> => {
    const error = await failureOf(verifier.verify(new Request(url, init)));
    expect(error).toMatchObject({ code: 'invalid_token', status: 401 });
    return error.message;
  };

  test('none', async () => {
    expect(await refused({})).toContain('no token');
  });

  test('Bearer, Basic, or two schemes', async () => {
    const token = await mint();
    const dpop = await frame.prove(token, { url: API, nowMs });
    for (const authorization of [
      `Bearer ${token}`,
      'Basic YTpi',
      `DPoP ${token}, Bearer ${token}`,
      `DPoP ${token}, DPoP ${token}`,
      'DPoP',
      `DPoP ${token} x`,
    ])
      await refused({ headers: { authorization, dpop } });
  });

  test('in the URL, even beside a good one', async () => {
    const token = await mint();
    const dpop = await frame.prove(token, { url: API, nowMs });
    const headers = { authorization: `DPoP ${token}`, dpop };
    expect(await refused({ headers }, `${API}?access_token=${token}`)).toContain('URL');
  });

  test('the scheme’s case does not matter', async () => {
    const token = await mint();
    const dpop = await frame.prove(token, { url: API, nowMs });
    await verifier.verify(new Request(API, { headers: { authorization: `dpop ${token}`, dpop } }));
  });
});

describe('behind a proxy', () => {
  const inside = 'http://10.0.0.7:8080/series';
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'dash.example.com' };

  async function send(
    options: Partial<SessionVerifierOptions>,
    htu: string,
    extra: Record<string, string> = {},
  ): Promise<unknown> {
    const through = open(options);
    const token = await mint();
    const dpop = await frame.prove(token, { url: htu, nowMs });
    const headers = { authorization: `DPoP ${token}`, dpop, ...extra };
    return through.verify(new Request(inside, { headers })).finally(() => through.close());
  }

  test('publicUrl decides, with the path that the proxy cut off', async () => {
    const publicUrl = 'https://dash.example.com/api';
    await send({ publicUrl }, 'https://dash.example.com/api/series');
    await failureOf(send({ publicUrl }, inside));
    await failureOf(send({ publicUrl }, 'https://dash.example.com/series'));
  });

  test('forwarded fields count only when the proxy is trusted', async () => {
    const outside = 'https://dash.example.com/series';
    await send({ trustProxy: true }, outside, forwarded);
    const error = await failureOf(send({}, outside, forwarded));
    expect(error.code).toBe('invalid_dpop_proof');
    expect(error.message).toContain('trustProxy');
    await send({}, inside, forwarded);
  });
});

describe('revocation', () => {
  test('a source can refuse a good token, or say that it does not know', async () => {
    const seen: string[] = [];
    let closed = 0;
    const guarded = open({
      revocation: {
        async isRevoked({ sid }) {
          seen.push(sid);
          if (sid === 'unknown') throw new Error('stream lost');
          return sid === 'gone';
        },
        async close() {
          closed += 1;
        },
      },
    });
    await use(await mint(), guarded);
    const revoked = await failureOf(use(await mint({ sid: 'gone' }), guarded));
    expect(revoked).toMatchObject({ code: 'invalid_token', status: 401 });
    const unknown = await failureOf(use(await mint({ sid: 'unknown' }), guarded));
    expect(unknown).toMatchObject({ code: 'temporarily_unavailable', status: 503 });
    expect(seen).toEqual(['session-1', 'gone', 'unknown']);
    await guarded.close();
    expect(closed).toBe(1);
  });
});

describe('options', () => {
  test('every fault at once', () => {
    const error = thrownBy(() =>
      open({
        issuer: 'http://auth.example.com',
        audience: '',
        clientId: '',
        clientSecret: '',
        publicUrl: 'https://dash.example.com/',
        trustProxy: true,
        tokenCacheSize: 0,
        replayMemorySize: 1.5,
      }),
    );
    expect(error.code).toBe('configuration_invalid');
    expect(error.errors?.map(({ path }) => path)).toEqual([
      'issuer',
      'audience',
      'clientId',
      'clientSecret',
      'publicUrl',
      'trustProxy',
      'tokenCacheSize',
      'replayMemorySize',
    ]);
  });

  test.each(['https://dash.example.com?x', 'nonsense', 'http://dash.example.com'])(
    'publicUrl %s',
    (publicUrl) => {
      expect(thrownBy(() => open({ publicUrl })).errors?.[0]?.path).toBe('publicUrl');
    },
  );
});
