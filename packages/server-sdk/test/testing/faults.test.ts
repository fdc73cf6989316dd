import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { test } from './scene.ts';

const FRAME_POLICY = '/embed/frame-policy?client_id=client-1';

test('answers with a status, as often as told', async ({ scene }) => {
  const { issuer } = scene;
  const ask = () => fetch(issuer.url + FRAME_POLICY);
  const injection = issuer.inject(
    'framePolicy',
    { status: 429, error: 'slow_down', retryAfter: 9 },
    { times: 2 },
  );
  const answers = [await ask(), await ask(), await ask()];
  expect(answers.map(({ status }) => status)).toEqual([429, 429, 200]);
  expect(answers[0]?.headers.get('retry-after')).toBe('9');
  expect(await answers[0]?.json()).toMatchObject({ error: 'slow_down' });
  expect(injection.hits).toBe(2);
  expect(issuer.requestsTo('framePolicy').map(({ error }) => error)).toEqual([
    'slow_down',
    'slow_down',
    undefined,
  ]);
});

test('answers garbage until the fault is removed', async ({ scene }) => {
  const { issuer } = scene;
  const { remove } = issuer.inject('framePolicy', 'garbage');
  const garbled = await fetch(issuer.url + FRAME_POLICY);
  expect([garbled.status, (await garbled.text()).slice(0, 9)]).toEqual([200, '<!doctype']);
  remove();
  expect((await fetch(issuer.url + FRAME_POLICY)).headers.get('content-type')).toMatch(/json/);
});

test('never answers, and drops connections', async ({ scene }) => {
  const { issuer } = scene;
  issuer.inject('framePolicy', 'silence', { times: 1 });
  issuer.inject('framePolicy', 'drop', { times: 1 });
  const leaving = new AbortController();
  const silent = fetch(issuer.url + FRAME_POLICY, { signal: leaving.signal });
  await expect.poll(() => issuer.requestsTo('framePolicy').length).toBe(1);
  expect(await Promise.race([silent, wait(100, 'nothing')])).toBe('nothing');
  leaving.abort(new Error('out of patience'));
  await expect(silent).rejects.toThrow('out of patience');
  await expect(fetch(issuer.url + FRAME_POLICY)).rejects.toThrow(/fetch failed/);
  expect(issuer.requestsTo('framePolicy').map(({ status }) => status)).toEqual([
    undefined,
    undefined,
  ]);
});

test('loses the answer to what was done', async ({ scene }) => {
  const { issuer, portal, openFrame } = scene;
  issuer.inject('token', 'lose-answer', { times: 1 });
  await expect(openFrame()).rejects.toThrow(/fetch failed/);
  await openFrame();
  expect(portal.requests).toHaveLength(2);
});

test('holds an answer back while others overtake it', async ({ scene }) => {
  const { issuer, openFrame } = scene;
  const { remove } = issuer.inject('token', 'hold', { times: 1 });
  const ends: string[] = [];
  const first = openFrame().then(() => ends.push('first'));
  await expect.poll(() => issuer.requestsTo('token').length).toBe(1);
  await openFrame().then(() => ends.push('second'));
  remove();
  await first;
  expect(ends).toEqual(['second', 'first']);
});

test('delays an answer', async ({ scene }) => {
  scene.issuer.inject('framePolicy', { delayMs: 200 });
  const began = performance.now();
  await fetch(scene.issuer.url + FRAME_POLICY);
  expect(performance.now() - began).toBeGreaterThan(190);
});

test('codes that expire on their way', async ({ scene }) => {
  const { issuer, portal, openFrame } = scene;
  const { remove } = portal.inject('challengeCode', 'hold', { times: 1 });
  const opened = openFrame();
  await expect.poll(() => issuer.requestsTo('challengeCodes')[0]?.status).toBe(201);
  issuer.expireCodes();
  remove();
  await expect(opened).rejects.toThrow(/invalid_grant/);
});

test('goes down and comes up with what it had handed out', async ({ scene }) => {
  const { issuer, openFrame, use } = scene;
  const frame = await openFrame();
  await issuer.down();
  await issuer.down();
  await expect(fetch(issuer.url + FRAME_POLICY)).rejects.toThrow(/fetch failed/);
  await issuer.up();
  await use(frame);
  await frame.renew();
});

test('heals from everything at once', async ({ scene }) => {
  const { issuer, portal, openFrame } = scene;
  issuer.inject('token', { status: 500 });
  portal.inject('challengeCode', { status: 401 });
  await expect(openFrame()).rejects.toThrow(/401/);
  issuer.heal();
  portal.heal();
  await openFrame();
});

test('dates its answers by its own clock', async ({ scene }) => {
  const { issuer } = scene;
  issuer.clockOffsetMs = -3_600_000;
  const { headers } = await fetch(issuer.url + FRAME_POLICY);
  const behind = Date.now() - Date.parse(headers.get('date') ?? '');
  expect(Math.abs(behind - 3_600_000)).toBeLessThan(60_000);
});

test('a frame follows the clock of the auth service, by a refused proof', async ({ scene }) => {
  const { issuer, openFrame } = scene;
  const frame = await openFrame();
  for (const clockOffsetMs of [3_600_000, 0, -3_600_000]) {
    issuer.clockOffsetMs = clockOffsetMs;
    const asked = issuer.requestsTo('token').length;
    await frame.renew();
    await frame.renew();
    const errors = issuer
      .requestsTo('token')
      .slice(asked)
      .map(({ error }) => error);
    expect(errors).toEqual(['invalid_dpop_proof', undefined, undefined]);
  }
});

test('what would never be met is refused when it is injected', ({ scene }) => {
  const { issuer, portal } = scene;
  expect(() => issuer.inject('tokens' as 'token', 'drop')).toThrow(
    /"tokens" is no endpoint; use .*token, /,
  );
  expect(() => portal.inject('token' as 'challengeCode', 'drop')).toThrow(/use challengeCode\./);
  expect(() => issuer.inject('token', 'dropp' as 'drop')).toThrow(
    /"dropp" is no fault; use garbage, /,
  );
  expect(() => issuer.inject('token', { statuss: 500 } as never)).toThrow(/with status or delayMs/);
  expect(() => issuer.inject('token', undefined as never)).toThrow(TypeError);
});

test('endpoints that it does not simulate are not there', async ({ scene }) => {
  const { issuer } = scene;
  for (const path of [
    '/oauth2/authorize',
    '/oauth2/userinfo',
    '/oauth2/revoke',
    '/embed/sessions/revoke',
  ]) {
    expect((await fetch(issuer.url + path, { method: 'POST' })).status, path).toBe(404);
  }
});
