import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OAuthTokenIntrospection } from '../../src/contract/index.ts';
import {
  assertPermission,
  createSessionVerifier,
  type SessionVerifier,
  type SessionVerifierOptions,
} from '../../src/index.ts';
import { DASHBOARD, type EventIssuer, startEventIssuer } from '../support/event-issuer.ts';
import { reached } from '../support/eventually.ts';
import { failureOf } from '../support/failure.ts';
import { type FrameKey, frameKey } from '../support/frame-key.ts';
import { PATIENT } from '../support/patience.ts';
import { json } from '../support/scripted-issuer.ts';
import { AUDIENCE } from '../support/token-issuer.ts';

const TOKEN = 'q8rZ1xV0b3d5kJ2mP7sT9wY4aC6eG8hL0nR2uX5zB1D';
const URL_ASKED = `${AUDIENCE}/api/series`;

let issuer: EventIssuer;
let verifier: SessionVerifier;
let aheadMs: number;
/** What introspection says of the one token. */
let answer: Partial<OAuthTokenIntrospection> | { active: false };

beforeEach(async () => {
  aheadMs = 0;
  issuer = await startEventIssuer();
  answer = good();
  issuer.introspecting = (_request, response) => json(response, 200, answer);
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
      publicUrl: AUDIENCE,
      ...DASHBOARD,
      timeouts: PATIENT,
      retry: { maxAttempts: 1 },
      onError: () => {},
      ...options,
    },
    () => Date.now() + aheadMs,
  );
}

function good(extra: Partial<OAuthTokenIntrospection> = {}): OAuthTokenIntrospection {
  const iat = Math.floor(Date.now() / 1000) - 10;
  return {
    active: true,
    iss: issuer.url,
    sub: 'user-1',
    client_id: 'client-1',
    scope: 'read write:dashboards',
    token_type: 'Bearer',
    iat,
    exp: iat + 3600,
    jti: 'token-1',
    teams: [
      { id: 'a', name: 'A', permissions: ['read:dashboards', 'write:dashboards'] },
      { id: 'b', name: 'B', permissions: ['read:dashboards'] },
    ],
    ...extra,
  };
}

const bound = (key: FrameKey) => good({ token_type: 'DPoP', cnf: { jkt: key.thumbprint } });

const request = (headers: Record<string, string>, url = URL_ASKED) => new Request(url, { headers });
const bearer = (token = TOKEN) => request({ authorization: `Bearer ${token}` });
const refusal = async (asked: Request) => {
  const { code, status } = await failureOf(verifier.verifyOAuth(asked));
  return [status, code];
};
const asked = () => issuer.introspections().length;

test('OA9: a bearer token is asked about once, and says what it may do in each team', async () => {
  verifier.start();
  await reached(verifier, 'streaming');
  const access = await verifier.verifyOAuth(bearer());
  expect(access).toMatchObject({
    subject: 'user-1',
    clientId: 'client-1',
    scopes: ['read', 'write:dashboards'],
    teams: (answer as OAuthTokenIntrospection).teams,
    expiresAt: new Date(((answer as OAuthTokenIntrospection).exp ?? 0) * 1000),
  });
  // One handler's changes never reach another's.
  access.teams.length = 0;
  const [again, , third] = await Promise.all(
    Array.from({ length: 3 }, () => verifier.verifyOAuth(bearer())),
  );
  expect(again?.teams).toHaveLength(2);
  expect(again).not.toBe(third);
  expect(asked()).toBe(1);
  expect(verifier.counters).toMatchObject({ verified: 4, introspections: 1 });
});

test('many first requests at once ask once', async () => {
  await Promise.all(Array.from({ length: 20 }, () => verifier.verifyOAuth(bearer())));
  expect(asked()).toBe(1);
});

test('permissions are of a team, or of every team', async () => {
  const access = await verifier.verifyOAuth(bearer());
  assertPermission(access, 'read:dashboards');
  assertPermission(access, 'write:dashboards', 'a');
  for (const [permission, team] of [
    ['write:dashboards', undefined],
    ['write:dashboards', 'b'],
    ['read:dashboards', 'c'],
    ['admin', 'a'],
  ] as const) {
    expect(() => assertPermission(access, permission, team)).toThrow(
      expect.objectContaining({ code: 'insufficient_scope', status: 403 }),
    );
  }
  answer = good({
    jti: 'apps',
    apps: [{ id: 'x', team_id: 'b', name: 'X', permissions: ['write:dashboards'] }],
  });
  const inApp = await verifier.verifyOAuth(bearer('with-apps'));
  assertPermission(inApp, 'write:dashboards', { team: 'b', app: 'x' });
  assertPermission(inApp, 'write:dashboards', { app: 'x' });
  // Beside what it may in the app's team.
  assertPermission(inApp, 'read:dashboards', { app: 'x' });
  for (const place of ['b', { team: 'b' }, { team: 'b', app: 'y' }, { team: 'c', app: 'x' }]) {
    expect(() => assertPermission(inApp, 'write:dashboards', place)).toThrow('not held');
  }
  answer = good({ jti: 'none', teams: [] });
  const nothing = await verifier.verifyOAuth(bearer('another'));
  expect(() => assertPermission(nothing, 'read:dashboards')).toThrow('not held in any team');
});

test('64: a token in the URL, and requests that carry none', async () => {
  for (const wrong of [
    request({}),
    request({ authorization: `Bearer ${TOKEN}` }, `${URL_ASKED}?access_token=${TOKEN}`),
    request({}, `${URL_ASKED}?access_token=${TOKEN}`),
    request({ authorization: `Basic ${TOKEN}` }),
    request({ authorization: 'Bearer' }),
    request({ authorization: `Bearer ${TOKEN} ${TOKEN}` }),
    request({ authorization: `Bearer ${TOKEN}, Bearer ${TOKEN}` }),
    bearer('a.b.c'),
    bearer('x'.repeat(300)),
  ]) {
    expect(await refusal(wrong)).toEqual([401, 'invalid_token']);
  }
  expect(asked()).toBe(0);
});

test('an embedded session’s request is none of a standard flow, and the other way round', async () => {
  expect(await refusal(request({ authorization: 'DPoP aa.bb.cc', dpop: 'x' }))).toEqual([
    401,
    'invalid_token',
  ]);
  const { code } = await failureOf(verifier.verify(bearer()));
  expect(code).toBe('invalid_token');
});

test('58: inactive, of another issuer, or an answer with less than it has to say', async () => {
  const wrong: object[] = [
    { active: false },
    good({ iss: 'https://elsewhere.example' }),
    { ...good(), teams: undefined },
    { ...good(), teams: [{ id: 'a', name: 'A' }] },
    { ...good(), apps: [{ id: 'x', name: 'X', permissions: [] }] },
    { ...good(), exp: 'never' },
    { ...good(), token_type: 'DPoP' },
    { ...good(), cnf: { jkt: 'short' } },
  ];
  for (const [index, said] of wrong.entries()) {
    answer = said;
    expect(await refusal(bearer(`token-${index}`))).toEqual([401, 'invalid_token']);
  }
});

test('65: a token that is bound to a key is good with its proof only, once each', async () => {
  const key = await frameKey();
  answer = bound(key);
  expect(await refusal(bearer())).toEqual([401, 'invalid_token']);
  const dpop = await key.prove(TOKEN, { url: URL_ASKED });
  const headers = { authorization: `DPoP ${TOKEN}`, dpop };
  expect((await verifier.verifyOAuth(request(headers))).subject).toBe('user-1');
  expect(await refusal(request(headers))).toEqual([401, 'invalid_dpop_proof']);
  const stranger = await frameKey();
  for (const wrong of [
    await stranger.prove(TOKEN, { url: URL_ASKED }),
    await key.prove('other', { url: URL_ASKED }),
    await key.prove(TOKEN, { url: `${AUDIENCE}/elsewhere` }),
    await key.prove(TOKEN, { url: URL_ASKED, method: 'POST' }),
    await key.prove(TOKEN, { url: URL_ASKED, nowMs: Date.now() - 120_000 }),
    'garbage',
  ]) {
    expect(await refusal(request({ ...headers, dpop: wrong }))).toEqual([
      401,
      'invalid_dpop_proof',
    ]);
  }
  expect(await refusal(request({ authorization: `DPoP ${TOKEN}` }))).toEqual([
    401,
    'invalid_dpop_proof',
  ]);
  answer = good({ jti: 'token-2' });
  const unbound = {
    authorization: 'DPoP unbound',
    dpop: await key.prove('unbound', { url: URL_ASKED }),
  };
  expect(await refusal(request(unbound))).toEqual([401, 'invalid_dpop_proof']);
});

test('EM17: an event has what it concerns asked about anew, and nothing else', async () => {
  verifier.start();
  await reached(verifier, 'streaming');
  await verifier.verifyOAuth(bearer());
  const heard = (type: string, subject: object) =>
    new Promise<void>((resolve) => {
      const dispose = verifier.on('revoked', () => {
        dispose();
        resolve();
      });
      issuer.publish(type, subject);
    });
  await heard('user.changed', { user_id: 'user-2' });
  await heard('client.disabled', { client_id: 'client-2' });
  await heard('token.revoked', { jti: 'token-2' });
  await verifier.verifyOAuth(bearer());
  expect(asked()).toBe(1);
  // The token stays good, and may do what is true now.
  answer = good({ teams: [] });
  await heard('user.changed', { user_id: 'user-1' });
  expect((await verifier.verifyOAuth(bearer())).teams).toEqual([]);
  expect(asked()).toBe(2);
  answer = good();
  await heard('client.changed', { client_id: 'client-1' });
  expect((await verifier.verifyOAuth(bearer())).teams).toHaveLength(2);
  answer = { active: false };
  await heard('token.revoked', { jti: 'token-1' });
  expect(await refusal(bearer())).toEqual([401, 'invalid_token']);
  expect(asked()).toBe(4);
});

test('an answer that an event has overtaken is not believed', async () => {
  verifier.start();
  await reached(verifier, 'streaming');
  issuer.introspecting = (_request, response) => {
    const outdated = asked() === 1;
    if (!outdated) return json(response, 200, { active: false });
    // The event is out before the answer that was true when the question came.
    verifier.on('revoked', () => json(response, 200, good()));
    issuer.publish('user.changed', { user_id: 'user-1' });
  };
  expect(await refusal(bearer())).toEqual([401, 'invalid_token']);
  expect(asked()).toBe(2);
});

test('an answer is kept for a minute at most, and for five seconds without the stream', async () => {
  const stop = setInterval(() => issuer.heartbeat(), 20);
  try {
    verifier.start();
    await reached(verifier, 'streaming');
    await verifier.verifyOAuth(bearer());
    aheadMs = 10_000;
    await verifier.verifyOAuth(bearer());
    expect(asked()).toBe(1);
    aheadMs = 61_000;
    await verifier.verifyOAuth(bearer());
    expect(asked()).toBe(2);
  } finally {
    clearInterval(stop);
  }
  issuer.streaming = (_request, response) => json(response, 503, {});
  issuer.cut();
  aheadMs += 16_000;
  await verifier.verifyOAuth(bearer());
  expect(verifier.status.mode).toBe('introspecting');
  const before = asked();
  aheadMs += 1_000;
  await verifier.verifyOAuth(bearer());
  expect(asked()).toBe(before);
  aheadMs += 4_500;
  await verifier.verifyOAuth(bearer());
  expect(asked()).toBe(before + 1);
});

test('a token that has expired meanwhile is asked about, not believed', async () => {
  verifier.start();
  await reached(verifier, 'streaming');
  answer = good({ exp: Math.floor(Date.now() / 1000) + 10 });
  await verifier.verifyOAuth(bearer());
  answer = { active: false };
  aheadMs = 10_500;
  expect(await refusal(bearer())).toEqual([401, 'invalid_token']);
});

test('503 while the issuer does not say', async () => {
  issuer.introspecting = (_request, response) => json(response, 500, {});
  expect(await refusal(bearer())).toEqual([503, 'temporarily_unavailable']);
});

test('without credentials it says which are missing', async () => {
  const local = open({ clientId: undefined, clientSecret: undefined });
  const error = await failureOf(local.verifyOAuth(bearer()));
  expect(error.code).toBe('configuration_invalid');
  expect(error.message).toContain('clientId');
  await local.close();
});

test('what is open under a token ends with any change that concerns it', async () => {
  verifier.start();
  await reached(verifier, 'streaming');
  const access = await verifier.verifyOAuth(bearer());
  const ended = new Promise((resolve) => verifier.watch(access, resolve));
  const late = await verifier.verifyOAuth(bearer());
  issuer.publish('user.changed', { user_id: 'user-1' });
  expect(await ended).toBe('revoked');
  // Opened with what was verified before the change.
  expect(await new Promise((resolve) => verifier.watch(late, resolve))).toBe('revoked');
  let over = false;
  const fresh = await verifier.verifyOAuth(bearer());
  verifier.watch(fresh, () => {
    over = true;
  })();
  await verifier.verifyOAuth(bearer());
  expect(over).toBe(false);
});
