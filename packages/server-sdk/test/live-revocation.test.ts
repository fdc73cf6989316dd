import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type CasementError,
  createSessionVerifier,
  type SecurityEvent,
  type SessionVerifier,
  type SessionVerifierOptions,
} from '../src/index.ts';
import type { RevocationTiming } from '../src/verifier/issuer-revocation.ts';
import { type TestFrame, testFrame } from './support/embedded-request.ts';
import {
  DASHBOARD,
  type EventIssuer,
  encode,
  startEventIssuer,
  startStream,
} from './support/event-issuer.ts';
import { nextRevocation, reached, until } from './support/eventually.ts';
import { failureOf } from './support/failure.ts';
import { frameKey } from './support/frame-key.ts';
import { json } from './support/scripted-issuer.ts';
import { AUDIENCE, type SigningKey, signingKey } from './support/token-issuer.ts';

/** Stands for the 15 s, in time with the tests. */
const LOST_AFTER_MS = 250;

let issuer: EventIssuer;
let verifier: SessionVerifier;
let key: SigningKey;
let frame: TestFrame;
let errors: unknown[];
/** What the verifier's clock is ahead by. */
let aheadMs: number;

beforeEach(async () => {
  errors = [];
  aheadMs = 0;
  const [made, holder] = await Promise.all([signingKey('k1'), frameKey()]);
  key = made;
  issuer = await startEventIssuer(key);
  frame = testFrame(issuer.url, key, holder);
  verifier = open();
});

afterEach(async () => {
  await verifier.close();
  await issuer.close();
});

function open(
  options: Partial<SessionVerifierOptions> = {},
  timing: Partial<RevocationTiming> = {},
): SessionVerifier {
  return createSessionVerifier(
    {
      issuer: issuer.url,
      audience: AUDIENCE,
      ...DASHBOARD,
      timeouts: { totalMs: 1_000 },
      retry: { maxAttempts: 1 },
      onError: (error) => errors.push(error),
      ...options,
    },
    () => Date.now() + aheadMs,
    { lostAfterMs: LOST_AFTER_MS, random: () => 0.2, ...timing },
  );
}

/** Heartbeats in time, until stopped. */
function beating(): () => void {
  const timer = setInterval(() => issuer.heartbeat(), LOST_AFTER_MS / 5);
  return () => clearInterval(timer);
}

async function streaming(): Promise<() => void> {
  const stop = beating();
  verifier.start();
  await reached(verifier, 'streaming');
  return stop;
}

const use = (token: string) => frame.use(verifier, token);
const refusal = (token: string): Promise<CasementError> => failureOf(use(token));
const REVOKED = { code: 'invalid_token', status: 401 };
const UNKNOWN = { code: 'temporarily_unavailable', status: 503, retryAfterSeconds: 2 };

describe('EM17: the stream is there', () => {
  test('it is followed from the first verification on, with the dashboard’s credentials', async () => {
    expect(verifier.status.mode).toBe('connecting');
    expect(issuer.requests).toHaveLength(0);
    const stop = beating();
    await use(await frame.mint());
    await reached(verifier, 'streaming');
    const [request] = issuer.streamRequests();
    const basic = Buffer.from('dashboard:dashboard-secret').toString('base64');
    expect(request?.headers.authorization).toBe(`Basic ${basic}`);
    expect(request?.headers.accept).toBe('text/event-stream');
    const asked = issuer.introspections().length;
    for (let times = 0; times < 5; times += 1) await use(await frame.mint());
    expect(issuer.streamRequests(), 'one reader per verifier').toHaveLength(1);
    expect(issuer.introspections(), 'no call per request').toHaveLength(asked);
    stop();
  });

  test.each([
    ['client.disabled', { client_id: 'client-1' }],
    ['client.deleted', { client_id: 'client-1' }],
    ['client.changed', { client_id: 'client-1' }],
    ['user.changed', { user_id: 'user-1' }],
    ['session.revoked', { session_id: 'session-1' }],
    ['token.revoked', { jti: 'token-1' }],
  ])('%s: older tokens are refused, newer ones and others are not', async (type, subject) => {
    const stop = await streaming();
    const at = Date.now();
    const iat = Math.floor(at / 1000);
    const older = await frame.mint({ jti: 'token-1', iat });
    const newer = await frame.mint({ jti: 'token-1', iat: iat + 1 });
    const others = { client_id: 'c', sub: 'u', sid: 's', jti: 't' };
    const other = await frame.mint({ ...others, iat });
    await use(older);
    const told = nextRevocation(verifier);
    issuer.publish(type, subject, at);
    await told;
    expect(await refusal(older)).toMatchObject(REVOKED);
    await use(newer);
    await use(other);
    expect(verifier.counters).toMatchObject({
      verified: 3,
      refused: { invalid_token: 1 },
      introspections: 0,
      events: 1,
      reconnects: 0,
    });
    expect(verifier.status.lastEventAt).toBeGreaterThanOrEqual(at);
    stop();
  });

  test('a listener learns what happened, and a listener that throws harms nobody', async () => {
    const heard: SecurityEvent[] = [];
    verifier.on('revoked', () => {
      throw new Error('full');
    });
    const dispose = verifier.on('revoked', (event) => heard.push(event));
    const stop = await streaming();
    issuer.publish('user.changed', { user_id: 'user-1' }, 1_800_000_000_000);
    await until(() => heard.length === 1);
    expect(heard).toMatchObject([
      { type: 'user.changed', id: '1', at: 1_800_000_000_000, userId: 'user-1' },
    ]);
    dispose();
    const told = nextRevocation(verifier);
    issuer.publish('user.changed', { user_id: 'user-1' });
    await told;
    expect(heard).toHaveLength(1);
    stop();
  });

  test('iat may be 5 s ahead of this clock, as the issuer dates tokens after an event', async () => {
    const stop = await streaming();
    const seconds = Math.floor(Date.now() / 1000);
    await use(await frame.mint({ iat: seconds + 5 }));
    expect(await refusal(await frame.mint({ iat: seconds + 7 }))).toMatchObject(REVOKED);
    stop();
  });

  test('keys.rotated: the keys are fetched at once, and a withdrawn one ends its tokens', async () => {
    const stop = await streaming();
    const token = await frame.mint();
    await use(token);
    const next = await signingKey('k2');
    issuer.published = [next.publicJwk];
    const before = issuer.jwksRequests();
    issuer.publish('keys.rotated', {});
    await until(() => issuer.jwksRequests() > before);
    await until(() => verifier.counters.events === 1);
    await until(() => issuer.jwksRequests() === before + 1);
    const refused = async (): Promise<boolean> =>
      use(token).then(
        () => false,
        () => true,
      );
    const deadline = Date.now() + 1_000;
    while (!(await refused())) expect(Date.now()).toBeLessThan(deadline);
    stop();
  });
});

describe('nothing is trusted before the replay is read', () => {
  test('a revocation of the last minutes counts on the first request', async () => {
    const token = await frame.mint();
    issuer.publish('session.revoked', { session_id: 'session-1' });
    const stop = await streaming();
    expect(await refusal(token)).toMatchObject(REVOKED);
    expect(issuer.introspections()).toHaveLength(0);
    stop();
  });

  test('while it is under way, tokens are introspected', async () => {
    issuer.streaming = (_, response) => startStream(response);
    const token = await frame.mint();
    await use(token);
    expect(verifier.status.mode).toBe('connecting');
    expect(issuer.introspections()).toHaveLength(1);
    await until(() => issuer.open === 1);
    issuer.publish('user.changed', { user_id: 'somebody' });
    await until(() => verifier.counters.events === 1);
    const other = await frame.mint();
    issuer.inactive.add(other);
    expect(await refusal(other)).toMatchObject(REVOKED);
    expect(verifier.status.mode, 'an event alone is no end of the replay').toBe('connecting');
    issuer.heartbeat();
    await reached(verifier, 'streaming');
    expect(verifier.status.lastHeartbeatAt).toBeGreaterThan(0);
  });
});

describe('the stream breaks', () => {
  test('a cut: back at once, after the last event, and what happened meanwhile counts', async () => {
    const stop = await streaming();
    issuer.publish('user.changed', { user_id: 'somebody' });
    await until(() => verifier.counters.events === 1);
    const token = await frame.mint();
    await use(token);
    issuer.cut();
    issuer.publish('session.revoked', { session_id: 'session-1' });
    await until(() => verifier.counters.events === 2);
    expect(await refusal(token)).toMatchObject(REVOKED);
    expect(issuer.streamRequests().map(({ headers }) => headers['last-event-id'])).toEqual([
      undefined,
      '1',
    ]);
    expect(verifier.counters).toMatchObject({ reconnects: 1, events: 2, introspections: 0 });
    expect(verifier.status.mode).toBe('streaming');
    stop();
  });

  test('silence: lost after its time, then introspection, then the stream again', async () => {
    const modes: string[] = [];
    verifier.on('statuschange', ({ mode }) => modes.push(mode));
    const stop = await streaming();
    const token = await frame.mint();
    issuer.streaming = () => {};
    stop();
    await reached(verifier, 'introspecting');
    await until(() => issuer.streamRequests().length === 2);
    await use(token);
    await use(token);
    expect(issuer.introspections(), 'kept for 5 s').toHaveLength(1);
    aheadMs += 5_000;
    issuer.inactive.add(token);
    expect(await refusal(token)).toMatchObject(REVOKED);
    issuer.streaming = (_, response) => {
      startStream(response);
      response.write(': caught-up\n\n');
    };
    issuer.cut();
    await reached(verifier, 'streaming');
    expect(modes).toEqual(['streaming', 'introspecting', 'streaming']);
    expect(errors.length).toBeGreaterThan(0);
  });

  test('an issuer that is gone: 503 after the bound, and good again without a restart', async () => {
    const stop = await streaming();
    const token = await frame.mint();
    await use(token);
    const { streaming: streams, introspecting } = issuer;
    issuer.streaming = (_, response) => void response.destroy();
    issuer.introspecting = (_, response) => void response.destroy();
    issuer.cut();
    await use(token);
    await reached(verifier, 'introspecting');
    expect(await refusal(token)).toMatchObject(UNKNOWN);
    expect(verifier.status.mode).toBe('refusing');
    const asked = issuer.introspections().length;
    expect(await refusal(token)).toMatchObject(UNKNOWN);
    expect(issuer.introspections(), 'left alone for a second').toHaveLength(asked);
    issuer.introspecting = introspecting;
    aheadMs += 1_000;
    await use(token);
    expect(verifier.status.mode).toBe('introspecting');
    issuer.streaming = streams;
    await reached(verifier, 'streaming');
    await use(token);
    expect(verifier.counters.refused).toEqual({ temporarily_unavailable: 2 });
    stop();
  });

  test('what a revocation said holds while the stream is away', async () => {
    const stop = await streaming();
    const token = await frame.mint();
    issuer.publish('session.revoked', { session_id: 'session-1' });
    await until(() => verifier.counters.events === 1);
    issuer.streaming = (_, response) => void response.destroy();
    issuer.cut();
    await reached(verifier, 'introspecting');
    expect(await refusal(token)).toMatchObject(REVOKED);
    expect(issuer.introspections()).toHaveLength(0);
    stop();
  });

  test.each([
    ['a type, but no JSON', 'event: session.revoked\nid: 9\ndata: {"id":\n\n'],
    ['an event without its subject', encode('user.changed', { id: '9', at: 1 })],
    ['an endless line', 'x'.repeat(70_000)],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x0a])],
  ])('garbage is a revocation missed: %s', async (_, garbage) => {
    const stop = await streaming();
    const works = issuer.streaming;
    issuer.streaming = (_request, response) => {
      startStream(response);
      response.write(': caught-up\n\n');
      response.write(garbage);
    };
    issuer.cut();
    await reached(verifier, 'introspecting');
    issuer.streaming = works;
    await reached(verifier, 'streaming');
    expect(errors.some((error) => (error as CasementError).code === 'unexpected_response')).toBe(
      true,
    );
    expect(issuer.streamRequests().at(-1)?.headers['last-event-id']).toBeUndefined();
    stop();
  });

  test('an event that trickles in keeps nothing alive', async () => {
    const stop = await streaming();
    stop();
    const trickle = setInterval(() => issuer.write('data: x\n'), LOST_AFTER_MS / 10);
    await reached(verifier, 'introspecting');
    clearInterval(trickle);
  });

  test('what was buffered while the machine slept keeps nothing alive', async () => {
    const stop = await streaming();
    stop();
    aheadMs += LOST_AFTER_MS + 1;
    issuer.streaming = () => {};
    issuer.heartbeat();
    await until(() => issuer.streamRequests().length === 2);
    expect(verifier.status.mode).toBe('introspecting');
  });

  test.each([
    ['401', 'invalid_client', {}],
    ['503', 'temporarily_unavailable', {}],
    ['404', 'not_found', {}],
  ])('refused with %s: reported, tried again, recovered', async (status, error, headers) => {
    const works = issuer.streaming;
    issuer.streaming = (_, response) =>
      json(response, Number(status), { error, error_description: '' }, headers);
    verifier.start();
    await until(() => errors.length >= 3);
    expect(errors[0]).toMatchObject({ code: error, status: Number(status) });
    await reached(verifier, 'introspecting');
    issuer.streaming = works;
    const stop = beating();
    await reached(verifier, 'streaming');
    stop();
  });

  test('credentials that are refused are a warning of the process, once, where nobody listens', async () => {
    const warnings: (Error & { code?: string })[] = [];
    const onWarning = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', onWarning);
    issuer.streaming = (_, response) =>
      json(response, 401, { error: 'invalid_client', error_description: 'Unknown.' });
    issuer.introspecting = (_, response) =>
      json(response, 401, { error: 'invalid_client', error_description: 'Unknown.' });
    const unheard = open({ onError: undefined });
    try {
      unheard.start();
      await failureOf(frame.use(unheard, await frame.mint()));
      await until(() => issuer.streamRequests().length >= 3);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toMatchObject({ name: 'CasementWarning', code: 'invalid_client' });
      expect(warnings[0]?.message).toContain('"dashboard"');
      expect(warnings[0]?.message).not.toContain(DASHBOARD.clientSecret);
      // Who listens is told every time, and needs no warning.
      verifier.start();
      await until(() => errors.length >= 2);
      expect(warnings).toHaveLength(1);
    } finally {
      process.off('warning', onWarning);
      await unheard.close();
    }
  });

  test('Retry-After is waited for; a stream of another type or place is none', async () => {
    const answers: [number, Record<string, string>][] = [
      [200, { 'content-type': 'text/html' }],
      [302, { location: '/elsewhere' }],
      [204, {}],
      [503, { 'retry-after': '30' }],
    ];
    issuer.streaming = (_, response) => {
      const [status, headers] = answers.shift() ?? [503, {}];
      response.writeHead(status, headers).end();
    };
    verifier.start();
    await until(() => errors.length === 4);
    expect(errors).toMatchObject([
      { code: 'unexpected_response', status: 200 },
      { code: 'unexpected_response', status: 302 },
      { code: 'unexpected_response', status: 204 },
      { code: 'temporarily_unavailable', status: 503, retryAfterSeconds: 30 },
    ]);
    expect(issuer.requests.map(({ url }) => url)).not.toContain('/elsewhere');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(issuer.streamRequests()).toHaveLength(4);
  });
});

describe('introspection', () => {
  beforeEach(() => {
    issuer.streaming = (_, response) => void response.destroy();
  });

  test('one request for many at once, with the token as form and the credentials', async () => {
    const token = await frame.mint();
    await Promise.all(Array.from({ length: 20 }, () => use(token)));
    expect(issuer.introspections()).toHaveLength(1);
    const [request] = issuer.introspections();
    expect(request?.method).toBe('POST');
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(request?.headers.authorization).toMatch(/^Basic /);
    expect(request?.body).toBe(new URLSearchParams({ token }).toString());
    expect(verifier.counters.introspections).toBe(1);
  });

  test.each([
    ['401', 401, { error: 'invalid_client', error_description: 'secret' }],
    ['429', 429, { error: 'slow_down', error_description: '' }],
    ['500', 500, {}],
    ['garbage', 200, '<html>'],
    ['active as a text', 200, { active: 'true' }],
    ['an error as 200', 200, { error: 'server_error' }],
  ])('an answer that says nothing refuses: %s', async (_, status, body) => {
    issuer.introspecting = (_request, response) => json(response, status, body);
    const token = await frame.mint();
    const error = await refusal(token);
    expect(error).toMatchObject(UNKNOWN);
    expect(JSON.stringify(errors.map(String))).not.toContain(token);
    expect(verifier.status.mode).toBe('refusing');
  });

  test('silence refuses when the time is over', async () => {
    issuer.introspecting = () => {};
    const impatient = open({ timeouts: { totalMs: 100 } });
    const error = await failureOf(frame.use(impatient, await frame.mint()));
    expect(error).toMatchObject(UNKNOWN);
    await impatient.close();
  });

  test('the answers kept are bounded', async () => {
    const small = open({ tokenCacheSize: 2 });
    const tokens = await Promise.all(Array.from({ length: 3 }, () => frame.mint()));
    for (const token of tokens) await frame.use(small, token);
    for (const token of tokens.slice(1)) await frame.use(small, token);
    expect(issuer.introspections()).toHaveLength(3);
    await frame.use(small, tokens[0] ?? '');
    expect(issuer.introspections()).toHaveLength(4);
    await small.close();
  });

  test('a bad proof or a foreign token is not worth a question', async () => {
    const token = await frame.mint();
    const request = await frame.request(token, 'https://dash.example.com/other');
    await failureOf(
      verifier.verify(new Request('https://dash.example.com/api', { headers: request.headers })),
    );
    expect(issuer.introspections()).toHaveLength(0);
  });
});

describe('start and stop', () => {
  test('close ends the stream and refuses from then on', async () => {
    const stop = await streaming();
    await verifier.close();
    await verifier.close();
    await until(() => issuer.open === 0);
    expect(verifier.status.mode).toBe('refusing');
    verifier.start();
    expect(await refusal(await frame.mint())).toMatchObject({ status: 503 });
    expect(issuer.streamRequests()).toHaveLength(1);
    stop();
  });

  test('without credentials nothing is asked, and the status says so', async () => {
    const local = open({ clientId: undefined, clientSecret: undefined });
    local.start();
    await frame.use(local, await frame.mint());
    expect(local.status).toMatchObject({ mode: 'local', lastEventAt: null, lastHeartbeatAt: null });
    expect(issuer.streamRequests()).toHaveLength(0);
    expect(issuer.introspections()).toHaveLength(0);
    await local.close();
  });

  test('counters are a copy', () => {
    verifier.counters.refused.made_up = 1;
    verifier.counters.verified = 7;
    expect(verifier.counters).toMatchObject({ verified: 0, refused: {} });
  });
});
