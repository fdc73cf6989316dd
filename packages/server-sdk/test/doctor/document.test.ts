import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf, listening } from '../integration/real-service.ts';
import { checksThat, type DoctorScene, findingOf, PORTAL, startScene } from './scene.ts';

const POLICY = `frame-ancestors ${PORTAL}`;

let scene: DoctorScene;

beforeAll(async () => {
  scene = await startScene();
});

afterAll(() => scene.close());

let pages = 0;

/** A document with these headers, and what the doctor finds in it. */
async function examine(headers: Record<string, string | string[]>, status = 200) {
  pages += 1;
  const path = `/page-${pages}`;
  scene.app.get(path, (_request, response) => {
    response.status(status);
    for (const [name, value] of Object.entries({ 'cache-control': 'no-store', ...headers })) {
      response.setHeader(name, value);
    }
    response.end('<!doctype html><p>');
  });
  return scene.report({ dashboard: scene.dashboardUrl + path });
}

const HTML = { 'content-type': 'text/html; charset=utf-8' };

test.each([
  ['the portal', POLICY, 'pass'],
  ['one of several', `default-src 'self'; frame-ancestors https://a.example ${PORTAL}`, 'pass'],
  ['nobody', "frame-ancestors 'none'", 'fail'],
  ['an empty list', 'frame-ancestors', 'fail'],
  ['itself only', "frame-ancestors 'self'", 'fail'],
  ['another portal', 'frame-ancestors https://other.example.com', 'fail'],
  ['the same by http', 'frame-ancestors http://portal.example.com', 'pass'],
  ['another port', `frame-ancestors ${PORTAL}:8443`, 'fail'],
  ['two policies, one of which forbids', `${POLICY}, frame-ancestors 'self'`, 'fail'],
  ['a domain’s hosts', 'frame-ancestors https://*.example.com', 'warn'],
  ['any https page', 'frame-ancestors https:', 'warn'],
  ['anybody', 'frame-ancestors *', 'warn'],
  ['no such directive', "default-src 'self'", 'warn'],
])('frame-ancestors of %s', async (_name, policy, verdict) => {
  const report = await examine({ ...HTML, 'content-security-policy': policy });
  const finding = findingOf(report, 'frame_ancestors');
  expect(finding).toMatchObject({ verdict });
  expect(report.exit_code).toBe(verdict === 'fail' ? 1 : 0);
  if (verdict !== 'pass') expect(report.sentence).toContain(finding.todo);
});

test('two headers of policy count both', async () => {
  const report = await examine({
    ...HTML,
    'content-security-policy': [POLICY, "frame-ancestors 'none'"],
  });
  expect(findingOf(report, 'frame_ancestors').verdict).toBe('fail');
});

test.each([
  ['DENY', undefined, 'fail'],
  ['SAMEORIGIN', undefined, 'fail'],
  ['SAMEORIGIN', POLICY, 'warn'],
])('X-Frame-Options %s, beside %s', async (value, policy, verdict) => {
  const report = await examine({
    ...HTML,
    'x-frame-options': value,
    ...(policy === undefined ? {} : { 'content-security-policy': policy }),
  });
  expect(findingOf(report, 'x_frame_options')).toMatchObject({ verdict });
});

test('a document that sets cookies is warned about, without their values', async () => {
  const report = await examine({
    ...HTML,
    'content-security-policy': POLICY,
    'set-cookie': ['sid=very-secret; Path=/', 'theme=dark'],
  });
  expect(checksThat(report, 'warn')).toEqual(['cookies']);
  expect(findingOf(report, 'cookies').seen).toContain('sid, theme');
  expect(JSON.stringify(report)).not.toContain('very-secret');
});

test('a document that may be cached is warned about', async () => {
  const report = await examine({
    ...HTML,
    'content-security-policy': POLICY,
    'cache-control': 'public, max-age=600',
  });
  expect(checksThat(report, 'warn')).toEqual(['dashboard']);
});

test.each([401, 403, 404, 500])('a document that is answered %i', async (status) => {
  const report = await examine(HTML, status);
  expect(checksThat(report, 'fail')).toEqual(['dashboard']);
  expect(findingOf(report, 'dashboard').seen).toContain(String(status));
});

test('something that is not HTML is warned about', async () => {
  const report = await examine({
    'content-type': 'application/json',
    'content-security-policy': POLICY,
  });
  expect(checksThat(report, 'warn')).toEqual(['dashboard']);
});

test('redirects are followed as a frame does', async () => {
  scene.app.get('/kept', (request, response) => {
    response.redirect(`/${new URL(request.url, scene.dashboardUrl).search}`);
  });
  scene.app.get('/lost', (_request, response) => response.redirect('/'));
  scene.app.get('/loop', (_request, response) => response.redirect('/loop'));
  scene.app.get('/login', (_request, response) =>
    response.redirect(`${scene.dashboardUrl.replace('127.0.0.1', 'localhost')}/`),
  );
  const at = (path: string) => scene.report({ dashboard: scene.dashboardUrl + path });
  expect((await at('/kept')).exit_code).toBe(0);
  expect(findingOf(await at('/lost'), 'dashboard').seen).toContain('loses client_id');
  expect(findingOf(await at('/loop'), 'dashboard').seen).toContain('302');
  expect(findingOf(await at('/login'), 'dashboard').todo).toContain('login page');
});

test('a document larger than the SDK reads of an issuer is no fault', async () => {
  scene.app.get('/large', (_request, response) => {
    response.set({ ...HTML, 'cache-control': 'no-store', 'content-security-policy': POLICY });
    response.send('x'.repeat(1_000_000));
  });
  expect((await scene.report({ dashboard: `${scene.dashboardUrl}/large` })).exit_code).toBe(0);
});

test('a dashboard’s server that is away', async () => {
  const server = await listening(createServer());
  const address = addressOf(server);
  server.close();
  const report = await scene.report({ dashboard: `${address}/` });
  expect(findingOf(report, 'dashboard').seen).toContain('ECONNREFUSED');
  expect(report.exit_code).toBe(1);
});
