import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createFramePolicySource,
  type FramePolicySource,
} from '../src/frame-policy/frame-policy-source.ts';
import type { FrameAncestorsOptions, SecurityEventSource } from '../src/frame-policy/options.ts';
import type { SecurityEvent } from '../src/index.ts';
import { PATIENT } from './support/patience.ts';
import { json, type ScriptedIssuer, startScriptedIssuer } from './support/scripted-issuer.ts';

const PORTAL = 'https://portal.example.com';

let issuer: ScriptedIssuer;
let source: FramePolicySource;
let nowMs = 0;
let origins: Record<string, string[]>;

beforeEach(async () => {
  nowMs = 1_000_000;
  origins = { c1: [PORTAL] };
  issuer = await startScriptedIssuer((request, response) => {
    const id = new URL(request.url, 'http://x').searchParams.get('client_id') ?? '';
    const allowed = origins[id] ?? [];
    const etag = `"${allowed.join()}"`;
    const headers = { 'cache-control': 'public, max-age=30', etag };
    if (request.headers['if-none-match'] === etag) response.writeHead(304, headers).end();
    else json(response, 200, { client_id: id, allowed_origins: allowed }, headers);
  });
  source = open();
});

afterEach(async () => {
  await source.close();
  await issuer.close();
});

function open(options: Partial<FrameAncestorsOptions> = {}): FramePolicySource {
  return createFramePolicySource(
    { issuer: issuer.url, timeouts: PATIENT, retry: { maxAttempts: 1 }, ...options },
    () => nowMs,
  );
}

describe('caching', () => {
  test('asks once within max-age', async () => {
    expect(await source.allowedOrigins('c1')).toEqual([PORTAL]);
    nowMs += 29_999;
    expect(await source.allowedOrigins('c1')).toEqual([PORTAL]);
    expect(issuer.requests).toHaveLength(1);
    expect(issuer.requests[0]?.url).toBe('/embed/frame-policy?client_id=c1');
  });

  test('revalidates with the ETag afterwards, and 304 renews it', async () => {
    await source.allowedOrigins('c1');
    nowMs += 30_000;
    expect(await source.allowedOrigins('c1')).toEqual([PORTAL]);
    nowMs += 29_000;
    expect(await source.allowedOrigins('c1')).toEqual([PORTAL]);
    expect(issuer.requests.map(({ headers }) => headers['if-none-match'])).toEqual([
      undefined,
      `"${PORTAL}"`,
    ]);
  });

  test('a change arrives after max-age, also down to nobody', async () => {
    await source.allowedOrigins('c1');
    origins.c1 = [];
    nowMs += 30_000;
    expect(await source.allowedOrigins('c1')).toEqual([]);
    origins.c1 = ['https://other.example'];
    nowMs += 30_000;
    expect(await source.allowedOrigins('c1')).toEqual(['https://other.example']);
  });

  test('many at once share one request', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => source.allowedOrigins('c1')),
    );
    expect(answers).toEqual(Array.from({ length: 50 }, () => [PORTAL]));
    expect(issuer.requests).toHaveLength(1);
  });

  test('a guesser cannot push a known client out', async () => {
    await source.allowedOrigins('c1');
    for (let guess = 0; guess < 1_500; guess += 100)
      await Promise.all(
        Array.from({ length: 100 }, (_, at) => source.allowedOrigins(`guess-${guess + at}`)),
      );
    const before = issuer.requests.length;
    expect(await source.allowedOrigins('c1')).toEqual([PORTAL]);
    expect(issuer.requests).toHaveLength(before);
    await source.allowedOrigins('guess-0');
    expect(issuer.requests, 'guesses are forgotten').toHaveLength(before + 1);
  });
});

describe('security events', () => {
  const listeners = new Set<(event: SecurityEvent) => void>();
  let started = 0;
  const events: SecurityEventSource = {
    start: () => {
      started += 1;
    },
    on(_, listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const tell = (type: string, clientId: string): void => {
    for (const listener of listeners) listener({ type, id: '1', at: 1, clientId });
  };

  test.each(['client.changed', 'client.disabled', 'client.deleted'])(
    '%s drops the client’s policy and no other',
    async (type) => {
      origins.c2 = [PORTAL];
      const told = open({ events });
      await Promise.all([told.allowedOrigins('c1'), told.allowedOrigins('c2')]);
      expect(started).toBeGreaterThan(0);
      origins = {};
      tell(type, 'c1');
      expect(await told.allowedOrigins('c1')).toEqual([]);
      expect(await told.allowedOrigins('c2')).toEqual([PORTAL]);
      expect(issuer.requests.at(-1)?.headers['cache-control'], 'past caches').toBe('no-cache');
      origins = { c1: [PORTAL] };
      tell('client.changed', 'c1');
      expect(await told.allowedOrigins('c1'), 'resumed').toEqual([PORTAL]);
      await told.close();
      expect(listeners.size).toBe(0);
    },
  );

  test('other events drop nothing', async () => {
    const told = open({ events });
    await told.allowedOrigins('c1');
    for (const type of ['user.changed', 'session.revoked']) tell(type, 'c1');
    await told.allowedOrigins('c1');
    expect(issuer.requests).toHaveLength(1);
    await told.close();
  });

  test('an answer that was asked for before the event is not kept', async () => {
    const told = open({ events });
    const answers = issuer.script;
    let release = (): void => {};
    issuer.script = (request, response, index) => {
      const before = { ...origins };
      release = () => {
        const now = origins;
        origins = before;
        void answers(request, response, index);
        origins = now;
      };
    };
    const early = told.allowedOrigins('c1');
    while (issuer.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    origins = {};
    tell('client.disabled', 'c1');
    release();
    await early;
    issuer.script = answers;
    expect(await told.allowedOrigins('c1')).toEqual([]);
    await told.close();
  });

  test('dropped, it is not used while the issuer is out of reach', async () => {
    const told = open({ events });
    await told.allowedOrigins('c1');
    issuer.script = (_, response) => void response.destroy();
    tell('client.changed', 'c1');
    expect(await told.allowedOrigins('c1')).toEqual([]);
    await told.close();
  });
});

describe('an issuer out of reach', () => {
  test('nobody may frame an unknown policy, and the issuer has a moment of peace', async () => {
    const errors: unknown[] = [];
    issuer.script = (_, response) => void response.writeHead(500).end();
    const reporting = open({ onError: (error) => errors.push(error) });
    expect(await reporting.allowedOrigins('c1')).toEqual([]);
    expect(await reporting.allowedOrigins('c1')).toEqual([]);
    expect(issuer.requests).toHaveLength(1);
    expect(errors).toMatchObject([{ code: 'unexpected_response', status: 500 }]);
    nowMs += 1_000;
    await reporting.allowedOrigins('c1');
    expect(issuer.requests).toHaveLength(2);
    await reporting.close();
  });

  test('a known policy is used for a bounded time beyond its age', async () => {
    await source.allowedOrigins('c1');
    issuer.script = (_, response) => void response.destroy();
    nowMs += 30_000 + 299_000;
    expect(await source.allowedOrigins('c1')).toEqual([PORTAL]);
    nowMs += 1_001;
    expect(await source.allowedOrigins('c1')).toEqual([]);
  });

  test('it recovers by itself', async () => {
    const works = issuer.script;
    issuer.script = (_, response) => void response.destroy();
    expect(await source.allowedOrigins('c1')).toEqual([]);
    issuer.script = works;
    nowMs += 1_000;
    expect(await source.allowedOrigins('c1')).toEqual([PORTAL]);
  });

  test('a silent issuer costs its time-out, not more', async () => {
    issuer.script = () => {};
    const impatient = open({ timeouts: { totalMs: 80 } });
    expect(await impatient.allowedOrigins('c1')).toEqual([]);
    await impatient.close();
  });

  test('a log that throws harms nobody', async () => {
    issuer.script = (_, response) => void response.destroy();
    const faulty = open({
      onError: () => {
        throw new Error('disk full');
      },
    });
    expect(await faulty.allowedOrigins('c1')).toEqual([]);
    await faulty.close();
  });
});

describe('answers not to be believed', () => {
  test.each([
    ['garbage', '<html>'],
    ['another client’s policy', { client_id: 'c2', allowed_origins: [PORTAL] }],
    ['no list', { client_id: 'c1' }],
    ['a list of something else', { client_id: 'c1', allowed_origins: [7] }],
  ])('%s', async (_, body) => {
    issuer.script = (_request, response) => json(response, 200, body);
    expect(await source.allowedOrigins('c1')).toEqual([]);
  });

  test('a redirect is not followed', async () => {
    issuer.script = (_, response) => void response.writeHead(302, { location: '/else' }).end();
    expect(await source.allowedOrigins('c1')).toEqual([]);
    expect(issuer.requests).toHaveLength(1);
  });

  test.each([
    'https://a.example; script-src *',
    'https://a;b',
    'https://a.example, *',
    "'self'",
    '*',
    'https://*.example',
    'https:',
    'data:',
    'http://portal.example.com',
    'https://portal.example.com/',
    'https://portal.example.com/path',
    'https://PORTAL.example.com',
    'https://portal.example.com\r\nSet-Cookie: a=b',
    'https://me@portal.example.com',
    '',
  ])('%j is left out, the others stay', async (hostile) => {
    issuer.script = (_, response) =>
      json(response, 200, { client_id: 'c1', allowed_origins: [hostile, PORTAL] });
    expect(await source.allowedOrigins('c1')).toEqual([PORTAL]);
  });
});
