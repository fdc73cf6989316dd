import { describe, expect, test } from 'vitest';
import type { SessionVerifierOptions } from '../../src/index.ts';
import { failureOf, thrownBy } from '../support/failure.ts';
import { AUDIENCE } from '../support/token-issuer.ts';
import { API, setScene } from './scene.ts';

const stage = setScene();

describe('EM9, EM15: a good request', () => {
  test('becomes a session', async () => {
    const session = await stage.scene.use(await stage.scene.mint());
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
    const token = await stage.scene.mint();
    const verify = async (url: string, htu: string): Promise<unknown> =>
      stage.scene.verifier.verify(
        stage.scene.request(
          token,
          await stage.scene.frame.prove(token, { url: htu, nowMs: stage.scene.nowMs }),
          {},
          url,
        ),
      );
    await verify(`${API}?range=1h`, API);
    await verify(API, `${API}?range=1h#now`);
    await verify('https://dash.example.com/%7Ea/%2fb', 'HTTPS://DASH.example.com:443/~a/%2Fb');
    await verify('https://dash.example.com', 'https://dash.example.com/');
  });

  test('one handler’s changes do not reach the next request', async () => {
    const token = await stage.scene.mint();
    const first = await stage.scene.use(token);
    first.permissions.push('write:dashboards');
    first.parameters.region = 'us';
    first.claims.permissions.push('IMPERSONATE_USERS');
    const second = await stage.scene.use(token);
    expect(second.permissions).toEqual(['read:dashboards']);
    expect(second.parameters).toEqual({ region: 'eu', sites: ['a', 'b'] });
    expect(second.claims.permissions).toEqual(['read:dashboards']);
  });

  test('keys are fetched once for many requests', async () => {
    const token = await stage.scene.mint();
    await Promise.all(Array.from({ length: 20 }, () => stage.scene.use(token)));
    expect(stage.scene.issuer.jwksRequests()).toBe(1);
  });
});

describe('a token seen before', () => {
  test('costs no second signature check, as long as it is remembered', async () => {
    const { scene } = stage;
    const small = scene.open({ tokenCacheSize: 2 });
    const [a, b, c] = await Promise.all([scene.mint(), scene.mint(), scene.mint()]);
    for (const token of [a, a, a, b, a]) await scene.use(token, small);
    expect(small.counters).toMatchObject({ verified: 5, tokenCacheHits: 3 });
    await scene.use(c, small);
    await scene.use(b, small);
    expect(small.counters.tokenCacheHits, 'the one not used for longest is forgotten').toBe(3);
    await small.close();
  });

  test('does not outlive itself', async () => {
    const { scene } = stage;
    const token = await scene.mint({ exp: Math.floor(scene.nowMs / 1000) + 60 });
    await scene.use(token);
    scene.nowMs += 66_000;
    expect(await failureOf(scene.use(token))).toMatchObject({ code: 'invalid_token', status: 401 });
    expect(scene.verifier.counters).toMatchObject({
      verified: 1,
      refused: { invalid_token: 1 },
      tokenCacheHits: 0,
    });
  });
});

describe('where credentials stand', () => {
  const refused = async (init: RequestInit, url = API): Promise<string> => {
    const error = await failureOf(stage.scene.verifier.verify(new Request(url, init)));
    expect(error).toMatchObject({ code: 'invalid_token', status: 401 });
    return error.message;
  };

  test('none', async () => {
    expect(await refused({})).toContain('no token');
  });

  test('Bearer, Basic, or two schemes', async () => {
    const token = await stage.scene.mint();
    const dpop = await stage.scene.frame.prove(token, { url: API, nowMs: stage.scene.nowMs });
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
    const token = await stage.scene.mint();
    const dpop = await stage.scene.frame.prove(token, { url: API, nowMs: stage.scene.nowMs });
    const headers = { authorization: `DPoP ${token}`, dpop };
    expect(await refused({ headers }, `${API}?access_token=${token}`)).toContain('URL');
  });

  test('the scheme’s case does not matter', async () => {
    const token = await stage.scene.mint();
    const dpop = await stage.scene.frame.prove(token, { url: API, nowMs: stage.scene.nowMs });
    await stage.scene.verifier.verify(
      new Request(API, { headers: { authorization: `dpop ${token}`, dpop } }),
    );
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
    const through = stage.scene.open(options);
    const token = await stage.scene.mint();
    const dpop = await stage.scene.frame.prove(token, { url: htu, nowMs: stage.scene.nowMs });
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
    const guarded = stage.scene.open({
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
    await stage.scene.use(await stage.scene.mint(), guarded);
    const revoked = await failureOf(
      stage.scene.use(await stage.scene.mint({ sid: 'gone' }), guarded),
    );
    expect(revoked).toMatchObject({ code: 'invalid_token', status: 401 });
    const unknown = await failureOf(
      stage.scene.use(await stage.scene.mint({ sid: 'unknown' }), guarded),
    );
    expect(unknown).toMatchObject({ code: 'temporarily_unavailable', status: 503 });
    expect(seen).toEqual(['session-1', 'gone', 'unknown']);
    await guarded.close();
    expect(closed).toBe(1);
  });
});

describe('options', () => {
  test('every fault at once', () => {
    const error = thrownBy(() =>
      stage.scene.open({
        issuer: 'http://auth.example.com',
        audience: '',
        clientId: '',
        clientSecret: '',
        publicUrl: 'https://dash.example.com/',
        trustProxy: true,
        tokenCacheSize: 0,
        replayMemorySize: 1.5,
        revocationMemorySize: -1,
        watchLimit: 0,
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
      'revocationMemorySize',
      'watchLimit',
    ]);
  });

  test('half of the credentials is a fault, neither is not', () => {
    for (const given of ['clientId', 'clientSecret'] as const) {
      const missing = given === 'clientId' ? 'clientSecret' : 'clientId';
      const error = thrownBy(() => stage.scene.open({ [given]: 'x' }));
      expect(error.errors).toMatchObject([{ path: missing }]);
    }
    const { verifier, nowMs } = stage.scene;
    expect(verifier.status).toMatchObject({ mode: 'local', since: nowMs });
  });

  test.each(['https://dash.example.com?x', 'nonsense', 'http://dash.example.com'])(
    'publicUrl %s',
    (publicUrl) => {
      expect(thrownBy(() => stage.scene.open({ publicUrl })).errors?.[0]?.path).toBe('publicUrl');
    },
  );
});
