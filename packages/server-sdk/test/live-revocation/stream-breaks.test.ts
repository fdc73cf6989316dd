import { describe, expect, test } from 'vitest';
import type { CasementError } from '../../src/index.ts';
import { DASHBOARD, encode, startStream } from '../support/event-issuer.ts';
import { reached, until } from '../support/eventually.ts';
import { failureOf } from '../support/failure.ts';
import { json } from '../support/scripted-issuer.ts';
import {
  advance,
  beating,
  errors,
  frame,
  issuer,
  LOST_AFTER_MS,
  open,
  REVOKED,
  refusal,
  setUp,
  streaming,
  UNKNOWN,
  use,
  verifier,
} from './revocation-scene.ts';

describe('the stream breaks', () => {
  setUp();

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

describe('the stream is lost', () => {
  setUp({ lostAfterMs: LOST_AFTER_MS });

  test('silence: lost after its time, then introspection, then the stream again', async () => {
    const modes: string[] = [];
    verifier.on('statuschange', ({ mode }) => modes.push(mode));
    const stop = await streaming();
    const token = await frame.mint();
    issuer.streaming = () => {};
    stop();
    await reached(verifier, 'introspecting');
    await until(() => issuer.streamRequests().length >= 2);
    await use(token);
    await use(token);
    expect(issuer.introspections(), 'kept for 5 s').toHaveLength(1);
    advance(5_000);
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
    advance(1_000);
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

  test('an event that trickles in keeps nothing alive', async () => {
    const stop = await streaming();
    stop();
    const trickle = setInterval(() => issuer.write('data: x\n'), 25);
    await reached(verifier, 'introspecting');
    clearInterval(trickle);
  });

  test('what was buffered while the machine slept keeps nothing alive', async () => {
    const stop = await streaming();
    stop();
    advance(LOST_AFTER_MS + 1);
    issuer.streaming = () => {};
    issuer.heartbeat();
    await until(() => issuer.streamRequests().length >= 2);
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
});
