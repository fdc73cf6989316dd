import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PATHS } from '../../src/contract/index.ts';
import { json, type ScriptedIssuer, startScriptedIssuer } from '../support/scripted-issuer.ts';
import { checksThat, type DoctorScene, findingOf, type JsonReport, startScene } from './scene.ts';

type Reply = (response: ServerResponse) => void;

let scene: DoctorScene;
/** Stands before the real auth service, and calls itself the issuer. */
let proxy: ScriptedIssuer;
/** What it answers in place of the service, by path. */
const instead = new Map<string, Reply>();

beforeAll(async () => {
  scene = await startScene();
  proxy = await startScriptedIssuer(async ({ method, url, headers, body }, response) => {
    const [path = ''] = url.split('?');
    const reply = instead.get(path);
    if (reply !== undefined) return reply(response);
    if (path === PATHS.metadata) return json(response, 200, { issuer: proxy.url });
    const { host: _, connection: __, 'content-length': ___, ...others } = headers;
    const answer = await fetch(scene.service.url + url, {
      method,
      headers: others as Record<string, string>,
      ...(body === '' ? {} : { body }),
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    const first = await answer.body?.getReader().read();
    response.end(first?.value);
  });
});

beforeEach(() => instead.clear());

afterAll(async () => {
  await proxy.close();
  await scene.close();
});

/** @param timeout s; short enough where it is waited for */
async function report(path: string, reply: Reply, timeout = '60'): Promise<JsonReport> {
  instead.set(path, reply);
  return scene.report({ issuer: proxy.url, timeout });
}

test('a proxy that changes nothing is no fault', async () => {
  const all = await scene.report({ issuer: proxy.url });
  expect(checksThat(all, 'fail')).toEqual([]);
});

test.each<[string, string, string, Reply]>([
  ['signing_keys', PATHS.jwks, 'answers 404', (answer) => json(answer, 404, {})],
  ['signing_keys', PATHS.jwks, '0 keys', (answer) => json(answer, 200, { keys: [] })],
  [
    'signing_keys',
    PATHS.jwks,
    'private key is published',
    (answer) => json(answer, 200, { keys: [{ kid: 'a', kty: 'EC', crv: 'P-256', d: 'x' }] }),
  ],
  ['credentials', PATHS.challengeCodes, 'got 502', (answer) => answer.writeHead(502).end('<h1>')],
  [
    'credentials',
    PATHS.challengeCodes,
    'not follow',
    (answer) => answer.writeHead(302, { location: '/login' }).end(),
  ],
  ['token_cors', PATHS.token, 'answered 405', (answer) => answer.writeHead(405).end()],
  ['token_cors', PATHS.token, 'absent', (answer) => answer.writeHead(204).end()],
  [
    'token_cors',
    PATHS.token,
    'is *',
    (answer) => answer.writeHead(204, { 'access-control-allow-origin': '*' }).end(),
  ],
  [
    'token_cors',
    PATHS.token,
    'lacks DPoP',
    (answer) => answer.writeHead(204, { 'access-control-allow-origin': scene.dashboardUrl }).end(),
  ],
  ['token_cors', PATHS.token, 'no answer within', () => {}],
  [
    'security_events',
    PATHS.securityEvents,
    'no answer within',
    (answer) => answer.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders(),
  ],
  [
    'security_events',
    PATHS.securityEvents,
    'text/html',
    (answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
  ],
])('%s behind a proxy: %s, %s', async (check, path, seen, reply) => {
  const all = await report(path, reply, seen === 'no answer within' ? '4' : undefined);
  expect(checksThat(all, 'fail')).toEqual([check]);
  expect(findingOf(all, check).seen).toContain(seen);
  expect(findingOf(all, check).todo).toBeTruthy();
});

test('too many requests are a warning that says how long to wait', async () => {
  const all = await report(PATHS.challengeCodes, (answer) =>
    json(answer, 429, { error: 'slow_down', error_description: 'Slow.' }, { 'retry-after': '7' }),
  );
  expect(findingOf(all, 'credentials')).toMatchObject({ verdict: 'warn' });
  expect(findingOf(all, 'credentials').todo).toContain('Wait 7 s');
  expect(checksThat(all, 'fail')).toEqual([]);
});

test('answers without a Date are a warning', async () => {
  const all = await report(PATHS.metadata, (answer) => {
    answer.sendDate = false;
    json(answer, 200, { issuer: proxy.url });
  });
  expect(checksThat(all, 'warn')).toEqual(['clock']);
});
