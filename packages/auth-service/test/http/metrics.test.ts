import { afterEach, beforeEach, expect, test } from 'vitest';
import { createProofKey } from '../support/proof-key.ts';
import { mint, mintBody, openSession, postExchange, postMint } from '../support/requests.ts';
import { basicAuth, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
beforeEach(async () => {
  service = await startTestService({ limits: { mints_per_client: 4 }, limitWindow: 3_600 });
});
afterEach(() => service.close());

type Sample = { name: string; labels: Record<string, string>; value: number };

/** Prometheus's text format, as far as it is used here. */
async function scrape(): Promise<Sample[]> {
  const response = await fetch(`${service.url}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await response.text()).split('\n').filter((line) => line && line[0] !== '#');
  return lines.map((line) => {
    const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    expect(name, line).not.toBe('');
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text]);
    return { name, labels: Object.fromEntries(pairs), value: Number(value) };
  });
}

async function value(name: string, labels: Record<string, string> = {}): Promise<number> {
  const found = (await scrape()).filter(
    (sample) =>
      sample.name === name &&
      Object.entries(labels).every(([key, text]) => sample.labels[key] === text),
  );
  return found.reduce((sum, sample) => sum + sample.value, 0);
}

test('counts mints, exchanges, renewals, reuses and live sessions', async () => {
  const key = await createProofKey();
  const { session_id } = await openSession(service, key);
  await openSession(service, key, session_id);
  const code = await mint(service, key);
  await postExchange(service, key, code);
  await postExchange(service, key, code);
  expect(await value('casement_challenge_codes_minted_total')).toBe(3);
  expect(await value('casement_exchanges_total')).toBe(3);
  expect(await value('casement_renewals_total')).toBe(1);
  expect(await value('casement_challenge_code_reuses_total')).toBe(1);
  expect(await value('casement_refusals_total', { error: 'invalid_grant' })).toBe(1);
  expect(await value('casement_live_sessions')).toBe(2);
  service.advance(301_000);
  expect(await value('casement_live_sessions')).toBe(0);
});

test('counts refusals by code, also those that reach no handler, and by limit', async () => {
  await postMint(service, mintBody(), { authorization: null });
  await fetch(`${service.url}/nowhere`);
  await fetch(`${service.url}/embed/token`);
  await fetch(`${service.url}/embed/token`, {
    method: 'OPTIONS',
    headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
  });
  const limited = { limit: 'mints_per_client' };
  expect(await value('casement_limit_refusals_total', limited)).toBe(0);
  for (let attempt = 0; attempt < 6; attempt++) await postMint(service, mintBody());
  expect(await value('casement_limit_refusals_total', limited)).toBe(2);
  const refusals = 'casement_refusals_total';
  expect(await value(refusals, { error: 'invalid_client' })).toBe(1);
  expect(await value(refusals, { error: 'not_found' })).toBe(1);
  expect(await value(refusals, { error: 'method_not_allowed' })).toBe(1);
  expect(await value(refusals, { error: 'origin_not_allowed' })).toBe(1);
  expect(await value(refusals, { error: 'slow_down' })).toBe(2);
});

test('times answers by endpoint and class of status', async () => {
  await postMint(service, mintBody());
  await postMint(service, mintBody(), { authorization: basicAuth('cli_nobody', 'wrong') });
  await fetch(`${service.url}/nowhere/ever/${'new'.repeat(20)}`);
  const count = 'casement_http_request_duration_seconds_count';
  const endpoint = '/embed/challenge-codes';
  expect(await value(count, { endpoint, status: '2xx' })).toBe(1);
  expect(await value(count, { endpoint, status: '4xx' })).toBe(1);
  expect(await value(count, { endpoint: 'none', status: '4xx' })).toBe(1);
  const seconds = await value('casement_http_request_duration_seconds_sum', { endpoint });
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThan(10);
});

test('says how the process is: CPU, memory, event-loop lag', async () => {
  const names = new Set((await scrape()).map(({ name }) => name));
  for (const name of [
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'nodejs_eventloop_lag_seconds',
    'nodejs_eventloop_lag_p99_seconds',
  ]) {
    expect(names).toContain(name);
  }
});

test('labels are from closed sets: no client, user, address or path gets into them', async () => {
  const key = await createProofKey();
  await openSession(service, key);
  await postMint(service, mintBody({ origin: 'https://evil.example' }));
  await postMint(service, mintBody(), { authorization: basicAuth('cli_nobody', 'wrong') });
  await fetch(`${service.url}/nowhere-at-all`);
  const samples = (await scrape()).filter(({ name }) => name.startsWith('casement_'));
  const text = JSON.stringify(samples);
  for (const secret of [service.dynamic.client.id, service.ana.id, '127.0.0.1', 'nowhere', 'evil'])
    expect(text).not.toContain(secret);
  const labels = new Set(samples.flatMap((sample) => Object.keys(sample.labels)));
  expect([...labels].toSorted()).toEqual(['endpoint', 'error', 'le', 'limit', 'status']);
});
