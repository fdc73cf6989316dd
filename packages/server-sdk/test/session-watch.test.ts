import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { startRunningTime } from '../../../scripts/running-time.ts';
import {
  createSessionVerifier,
  type ExpressOptions,
  type SessionVerifier,
  type SessionVerifierOptions,
  sessionOf,
} from '../src/index.ts';
import { SessionWatches } from '../src/verifier/session-watches.ts';
import { type TestFrame, testFrame } from './support/embedded-request.ts';
import { DASHBOARD, type EventIssuer, startEventIssuer } from './support/event-issuer.ts';
import { nextRevocation, reached, until } from './support/eventually.ts';
import { thrownBy } from './support/failure.ts';
import { frameKey } from './support/frame-key.ts';
import { PATIENT } from './support/patience.ts';
import { AUDIENCE, goodClaims, signingKey } from './support/token-issuer.ts';

/** Stands for the 15 s where a stream is lost; short enough to be waited for. */
const LOST_AFTER_MS = 1_500;
/** Stands for them elsewhere: no pause of a busy machine is so long. */
const NEVER_LOST_MS = 600_000;

let issuer: EventIssuer;
let verifier: SessionVerifier;
let frame: TestFrame;
let server: Server | undefined;
let beat: NodeJS.Timeout;
let aheadMs: number;

beforeEach(async () => {
  aheadMs = 0;
  const [key, holder] = await Promise.all([signingKey('k1'), frameKey()]);
  issuer = await startEventIssuer(key);
  frame = testFrame(issuer.url, key, holder);
  await use({});
});

afterEach(async () => {
  clearInterval(beat);
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await verifier.close();
  await issuer.close();
});

/** A verifier that streams. */
async function use(
  options: Partial<SessionVerifierOptions>,
  lostAfterMs = NEVER_LOST_MS,
): Promise<void> {
  clearInterval(beat);
  await verifier?.close();
  verifier = createSessionVerifier(
    {
      issuer: issuer.url,
      audience: AUDIENCE,
      ...DASHBOARD,
      timeouts: PATIENT,
      retry: { maxAttempts: 1 },
      ...options,
    },
    () => Date.now() + aheadMs,
    { lostAfterMs, random: () => 0.2 },
  );
  beat = setInterval(() => issuer.heartbeat(), 50);
  verifier.start();
  await reached(verifier, 'streaming');
}

/** An API whose answers the test writes. */
async function api(
  handle: (response: ServerResponse) => void,
  options: ExpressOptions = {},
): Promise<string> {
  const app = express()
    .use(verifier.express(options))
    .get('/data', (_, response) => handle(response));
  server = createServer(app).listen(0, '127.0.0.1');
  server.keepAliveTimeout = 65_000;
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/data`;
}

async function call(url: string, changes: Record<string, unknown> = {}): Promise<Response> {
  const token = await frame.mint(changes);
  return fetch(await frame.request(token, url));
}

const stream = (response: ServerResponse): void => void response.write('first\n');

/** Whether a body ends whole, or is cut. */
const endOf = (response: Response): Promise<'whole' | 'cut'> =>
  response.text().then(
    () => 'whole',
    () => 'cut',
  );

describe('answers open under a revoked session', () => {
  test('a stream is cut, others stay open', async () => {
    const responses: ServerResponse[] = [];
    const url = await api((response) => {
      responses.push(response);
      stream(response);
    });
    const mine = await call(url);
    const other = await call(url, { sid: 'session-2' });
    const otherEnd = endOf(other);
    issuer.publish('session.revoked', { session_id: 'session-1' });
    expect(await endOf(mine)).toBe('cut');
    expect(responses.map(({ destroyed }) => destroyed)).toEqual([true, false]);
    responses[1]?.end('last');
    expect(await otherEnd).toBe('whole');
    expect(verifier.counters.ended).toBe(1);
  });

  test('a handler that goes on writing meets no fault', async () => {
    let written = 0;
    const url = await api((response) => {
      stream(response);
      const timer = setInterval(() => {
        response.write('more\n');
        written += 1;
      }, 2);
      response.on('error', () => {
        written = Number.NaN;
      });
      onTestFinished(() => clearInterval(timer));
    });
    const response = await call(url);
    issuer.publish('client.disabled', { client_id: 'client-1' });
    expect(await endOf(response)).toBe('cut');
    const before = written;
    await until(() => written > before + 5);
  });

  test('a handler that watches has the last word', async () => {
    const url = await api((response) => {
      stream(response);
      const { locals } = response as ServerResponse & { locals: Record<string, unknown> };
      verifier.watch(sessionOf({ locals }), (why) => response.end(`${why}\n`));
    });
    const response = await call(url);
    issuer.publish('user.changed', { user_id: 'user-1' });
    expect(await response.text()).toBe('first\nrevoked\n');
  });

  test('an ordinary answer that was not begun may still be given', async () => {
    let begun: (() => void) | undefined;
    const url = await api((response) => {
      begun = () => response.end('done');
    });
    const response = call(url);
    await until(() => begun !== undefined);
    const told = nextRevocation(verifier);
    issuer.publish('session.revoked', { session_id: 'session-1' });
    await told;
    begun?.();
    expect(await (await response).text()).toBe('done');
  });

  test('but not after a second', async () => {
    const url = await api(() => {});
    const response = call(url).then(
      () => 'answered',
      () => 'cut',
    );
    await until(() => verifier.counters.verified === 1);
    const time = startRunningTime();
    onTestFinished(() => time.stop());
    const [publishedAt, since] = [performance.now(), time.now()];
    issuer.publish('session.revoked', { session_id: 'session-1' });
    expect(await response).toBe('cut');
    expect(performance.now() - publishedAt).toBeGreaterThan(900);
    expect(time.now() - since).toBeLessThan(3_000);
  });

  test('a token issued after the event keeps its stream', async () => {
    const url = await api(stream);
    const at = Date.now();
    const iat = Math.floor(at / 1000);
    const [old, renewed] = [await call(url, { iat }), await call(url, { iat: iat + 1 })];
    const renewedEnd = endOf(renewed);
    issuer.publish('user.changed', { user_id: 'user-1' }, at);
    expect(await endOf(old)).toBe('cut');
    server?.closeAllConnections();
    expect(await renewedEnd).toBe('cut');
    expect(verifier.counters.ended, 'only the old one by the verifier').toBe(1);
  });

  test('switched off, the stream stays', async () => {
    let open: ServerResponse | undefined;
    const url = await api(
      (response) => {
        open = response;
        stream(response);
      },
      { endOnRevocation: false },
    );
    const response = await call(url);
    const told = nextRevocation(verifier);
    issuer.publish('session.revoked', { session_id: 'session-1' });
    await told;
    open?.end('last');
    expect(await response.text()).toBe('first\nlast');
  });

  test('at expiry, where that is asked for', async () => {
    const url = await api(stream, { endAtExpiry: true });
    const exp = Math.floor(Date.now() / 1000) + 3;
    const response = await call(url, { exp });
    const time = startRunningTime();
    onTestFinished(() => time.stop());
    const [left, since] = [exp * 1000 - Date.now(), time.now()];
    expect(await endOf(response)).toBe('cut');
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
    expect(time.now() - since).toBeLessThan(Math.max(left, 0) + 1_000);
  });
});

describe('without the event stream', () => {
  beforeEach(async () => {
    await use({}, LOST_AFTER_MS);
    issuer.streaming = (_, response) => void response.destroy();
  });

  test('what is open is introspected, and cut when its token is inactive', async () => {
    const url = await api(stream);
    const token = await frame.mint();
    const [mine, other] = await Promise.all([
      fetch(await frame.request(token, url)),
      call(url, { sid: 'session-2' }),
    ]);
    const otherEnd = endOf(other);
    issuer.inactive.add(token);
    issuer.cut();
    expect(await endOf(mine)).toBe('cut');
    expect(verifier.status.mode).toBe('introspecting');
    expect(verifier.counters.ended).toBe(1);
    server?.closeAllConnections();
    await otherEnd;
  });

  test('and cut when nobody can tell', async () => {
    issuer.introspecting = (_, response) => void response.destroy();
    const ends: string[] = [];
    const session = await frame.use(verifier, await frame.mint());
    verifier.watch(session, (why) => ends.push(why));
    issuer.cut();
    await until(() => ends.length === 1);
    expect(ends).toEqual(['unverifiable']);
    expect(verifier.status.mode).toBe('refusing');
  });
});

describe('watch', () => {
  test('once, not after its dispose, and at once for what is revoked already', async () => {
    const session = await frame.use(verifier, await frame.mint());
    const ends: string[] = [];
    verifier.watch(session, () => {
      ends.push('kept');
      throw new Error('full');
    });
    verifier.watch(session, () => ends.push('disposed'))();
    for (let times = 0; times < 2; times += 1) {
      const told = nextRevocation(verifier);
      issuer.publish('session.revoked', { session_id: 'session-1' });
      await told;
    }
    expect(ends).toEqual(['kept']);
    verifier.watch(session, (why) => ends.push(why));
    expect(ends, 'not before watch returns').toHaveLength(1);
    verifier.watch(session, () => ends.push('disposed'))();
    await Promise.resolve();
    expect(ends).toEqual(['kept', 'revoked']);
  });

  test('bounded: 503 beyond, and room again when something has ended', async () => {
    await use({ watchLimit: 2 });
    const open: ServerResponse[] = [];
    const url = await api((response) => {
      open.push(response);
      stream(response);
    });
    const responses = [await call(url), await call(url)];
    const refused = await call(url);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(await refused.json()).toMatchObject({ error: 'temporarily_unavailable' });
    const session = await frame.use(verifier, await frame.mint());
    expect(thrownBy(() => verifier.watch(session, () => {})).code).toBe('temporarily_unavailable');
    open[0]?.end();
    await responses[0]?.text();
    expect((await call(url)).status).toBe(200);
    open[1]?.end();
    open[2]?.end();
  });

  test('a client that leaves is forgotten, and so is every answer that has ended', async () => {
    await use({ watchLimit: 1 });
    const url = await api((response) => void response.end('x'));
    for (let times = 0; times < 5; times += 1) expect(await (await call(url)).text()).toBe('x');
    server?.close();
    const streamUrl = await api(stream);
    const leaving = new AbortController();
    const request = await frame.request(await frame.mint(), streamUrl);
    await fetch(request, { signal: leaving.signal });
    expect((await call(streamUrl)).status).toBe(503);
    leaving.abort();
    await expect.poll(async () => (await call(streamUrl)).status).toBe(200);
  });
});

test('bookkeeping leaves nothing behind', () => {
  const watches = new SessionWatches(1_000);
  const claims = goodClaims(issuer.url, 'x'.repeat(43), Date.now());
  const ended: string[] = [];
  const disposes = Array.from({ length: 1_000 }, (_, at) =>
    watches.add({
      claims: { ...claims, sid: `s${at % 10}`, jti: `t${at}` },
      token: { text: 't', hash: `h${at}` },
      end: () => ended.push(`t${at}`),
    }),
  );
  expect(watches.isFull).toBe(true);
  watches.revoke({ type: 'session.revoked', id: '1', at: Date.now(), sessionId: 's3' });
  expect(ended).toHaveLength(100);
  expect(ended[0], 'the newest first').toBe('t993');
  watches.endToken('h4', 'revoked');
  expect(watches.size).toBe(899);
  expect(disposes.filter((dispose) => dispose())).toHaveLength(899);
  expect(disposes.filter((dispose) => dispose())).toHaveLength(0);
  expect(watches.size).toBe(0);
  expect(watches.byToken().size).toBe(0);
});
