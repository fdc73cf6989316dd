import type { EmbeddedSession } from '@casement/server-sdk';
import express from 'express';
import { afterEach, expect, test } from 'vitest';
import { createApiRoutes } from '../dashboard/api/api-routes.ts';
import { TenantUsage } from '../dashboard/api/tenant-usage.ts';
import { followStream } from '../dashboard/page/follow-stream.ts';
import { newTelemetry } from '../dashboard/page/sequence-check.ts';
import { startSampler } from '../dashboard/sampling/sampler.ts';
import type { Note, SampleLine } from '../dashboard/wire.ts';
import { listen } from '../serving/listen.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The dashboard's real API over HTTP. Who calls is said by the test instead of by a token. */
async function startApi(session: () => Partial<EmbeddedSession>) {
  const usage = new TenantUsage();
  const sampler = await startSampler({
    service: async () => null,
    tenants: (now) => usage.read(now),
  });
  const api = createApiRoutes({
    sampler,
    usage,
    authenticate: (_request, response, next) => {
      response.locals.embeddedSession = session();
      next();
    },
  });
  const server = await listen({
    name: 'API',
    host: '127.0.0.1',
    port: 0,
    variable: 'NONE',
  });
  server.serve(express().use('/api', api.router));
  closers.push(
    () => sampler.stop(),
    () => server.close(),
  );
  return { ...api, call: (path: string, init?: RequestInit) => fetch(server.origin + path, init) };
}

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000);
const reader = {
  permissions: ['read:dashboards'],
  parameters: { tenant: 'aurora', author: 'Ben' },
};
const editor = {
  permissions: ['read:dashboards', 'write:dashboards'],
  parameters: { tenant: 'aurora', author: 'Ana' },
};
const post = (text: string) => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ text }),
});

test('a stream ends when its token expires, and resumes without losing or repeating a sample', async () => {
  const api = await startApi(() => ({ ...reader, expiresAt: inSeconds(1.6) }));
  const telemetry = newTelemetry();
  const samples: SampleLine[] = [];
  const stop = new AbortController();
  const runs: boolean[] = [];
  await followStream(
    { fetch: (path, init) => api.call(path, init) },
    telemetry,
    {
      opened: (_line, fresh) => runs.push(fresh),
      sample: (line) => samples.push(line),
      note: () => {},
      progress: () => telemetry.streams >= 4 && telemetry.sequence >= 5 && stop.abort(),
    },
    stop.signal,
  );
  expect(telemetry).toMatchObject({ gaps: 0, repeats: 0, failedRequests: 0 });
  expect(telemetry.streams).toBeGreaterThanOrEqual(4);
  expect(samples.map(({ sequence }) => sequence)).toEqual(samples.map((_, index) => index + 1));
  expect(runs).toEqual([true]);
});

test('a viewer may read notes and is refused writing them; an editor’s notes stay with the tenant', async () => {
  let session: Partial<EmbeddedSession> = { ...reader, expiresAt: inSeconds(60) };
  const { call } = await startApi(() => session);
  const refused = await call('/api/notes', post('mine'));
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ error: 'insufficient_scope' });

  session = { ...editor, expiresAt: inSeconds(60) };
  const written = await call('/api/notes', post('<img src=x onerror=alert(1)>'));
  expect(written.status).toBe(201);
  expect(await written.json()).toMatchObject({
    author: 'Ana',
    text: '<img src=x onerror=alert(1)>',
  });

  session = { ...reader, expiresAt: inSeconds(60) };
  const { notes } = (await (await call('/api/notes')).json()) as { notes: Note[] };
  expect(notes).toHaveLength(1);

  session = { ...editor, parameters: { tenant: 'bramble', author: 'Cleo' } };
  expect(await (await call('/api/notes')).json()).toEqual({ notes: [] });

  session = { ...editor, parameters: { views: ['cpu'] } };
  expect((await call('/api/notes', post('nobody’s'))).status).toBe(403);
});

test.each(['-1', 'x', '1.5', '9'.repeat(30)])('after=%s is refused', async (after) => {
  const { call } = await startApi(() => ({ ...reader, expiresAt: inSeconds(60) }));
  const response = await call(`/api/stream?after=${after}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: 'invalid_request' });
});

test('a session without the permission to read, or locked to no view, gets no stream', async () => {
  let session: Partial<EmbeddedSession> = { permissions: [], parameters: {} };
  const { call } = await startApi(() => session);
  expect((await call('/api/stream')).status).toBe(403);
  session = { permissions: ['read:dashboards'], parameters: { views: ['none'] } };
  expect((await call('/api/stream')).status).toBe(403);
});
