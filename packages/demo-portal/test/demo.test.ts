import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAdministration } from '@casement/auth-service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildPages } from '../build.ts';
import type { DemoFile } from '../data-folder.ts';
import { type Demo, startDemo } from '../demo.ts';
import { portsFrom } from '../ports.ts';

const FREE = { issuer: 0, portal: 0, wall: 0, dashboard: 0 };
const silent = { write: () => {} };
let dataFolder: string;

beforeAll(async () => {
  await buildPages();
  dataFolder = await mkdtemp(join(tmpdir(), 'casement-demo-test-'));
});
afterAll(() => rm(dataFolder, { recursive: true, force: true }));

const start = (ports = FREE) => startDemo({ dataFolder, ports, logTo: silent });
const readDemo = async () =>
  JSON.parse(await readFile(join(dataFolder, 'demo.json'), 'utf8')) as DemoFile;
const mint = (
  { issuer, portal_url }: DemoFile,
  { client_id, client_secret }: Demo['clients']['portal'],
) =>
  fetch(`${issuer}/embed/challenge-codes`, {
    method: 'POST',
    headers: {
      Authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ origin: portal_url, user: { email: 'ana@aurora.example' } }),
  });

test('demo.json says all that curl needs, for its owner only, and its secrets outlive a restart', async () => {
  const first = await start();
  const written = await readDemo();
  expect(Object.keys(written)).toEqual([
    'issuer',
    'portal_url',
    'wall_url',
    'dashboard_url',
    'clients',
    'dashboard',
    'users',
    'administrator',
  ]);
  for (const credentials of [...Object.values(written.clients), written.dashboard]) {
    expect(Object.keys(credentials)).toEqual(['client_id', 'client_secret']);
  }
  expect((await stat(join(dataFolder, 'demo.json'))).mode & 0o777).toBe(0o600);
  expect(new Set(written.users.map(({ role }) => role))).toEqual(new Set(['viewer', 'editor']));
  expect((await mint(written, written.clients.portal)).status).toBe(201);
  const { client_id, client_secret } = written.dashboard;
  const introspection = await fetch(`${written.issuer}/oauth2/introspect`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}` },
    body: new URLSearchParams({ token: 'none' }),
  });
  expect(await introspection.json()).toEqual({ active: false });
  await first.close();

  // On other ports: the origins change, the credentials do not.
  const second = await start();
  const again = await readDemo();
  expect(again.clients).toEqual(written.clients);
  expect(again.dashboard).toEqual(written.dashboard);
  expect(again.users).toEqual(written.users);
  expect(again.administrator).toEqual(written.administrator);
  expect(again.portal_url).not.toBe(written.portal_url);
  expect((await mint(again, written.clients.portal)).status).toBe(201);
  await second.close();
});

test('an administrator may manage everything, and is signed out by no other start', async () => {
  const demo = await start();
  const { email, role } = demo.administrator;
  expect([email, role]).toEqual(['nora@northlight.example', 'super_admin']);
  expect(demo.users.map((user) => user.email)).not.toContain(email);
  await demo.close();
  await (await start()).close();
  const { audit, directory, close } = await openAdministration({
    database: join(dataFolder, 'casement.db'),
  });
  const { id } = await directory.getUser(email);
  expect(await directory.listMemberships({ userId: id })).toMatchObject([{ roleId: role }]);
  // Which would end where she is signed in.
  expect(await audit.list({ type: 'user.password_set' })).toHaveLength(1);
  await close();
});

test('a secret that an operator has rotated is replaced at the next start', async () => {
  const before = await readDemo();
  const { clients, close } = await openAdministration({
    database: join(dataFolder, 'casement.db'),
  });
  await clients.secrets.rotate('demo-portal');
  await close();
  const demo = await start();
  expect(demo.clients.portal.client_secret).not.toBe(before.clients.portal.client_secret);
  expect((await mint(demo, demo.clients.portal)).status).toBe(201);
  await demo.close();
});

test('a port in use is named with its variable, and nothing is left running', async () => {
  const demo = await start();
  const elsewhere = await mkdtemp(join(tmpdir(), 'casement-demo-test-'));
  const issuer = Number(new URL(demo.issuer).port);
  const wall = Number(new URL(demo.wall_url).port);
  await expect(
    startDemo({ dataFolder: elsewhere, ports: { ...FREE, issuer, wall }, logTo: silent }),
  ).rejects.toThrow(
    new RegExp(
      `Port ${issuer} .*CASEMENT_ISSUER_PORT[^]*Port ${wall} .*wall.*CASEMENT_WALL_PORT[^]*npm start`,
    ),
  );
  expect(await readdir(elsewhere)).toEqual([]);
  await rm(elsewhere, { recursive: true });
  expect((await fetch(demo.wall_url)).status).toBe(200);
  await demo.close();
  await expect(fetch(demo.wall_url)).rejects.toThrow();
});

test('passwords cannot be guessed at speed, many at once neither', async () => {
  const demo = await start();
  const [{ password: right = '' } = {}] = (await readDemo()).users;
  const attempt = async (email: string, password = 'guess') => {
    const response = await fetch(`${demo.portal_url}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { Origin: demo.portal_url },
      body: new URLSearchParams({ email, password }),
    });
    await response.arrayBuffer();
    return response;
  };
  const guesses = await Promise.all(
    Array.from({ length: 25 }, () => attempt('ben@aurora.example')),
  );
  const statuses = guesses.map(({ status }) => status).toSorted((a, b) => a - b);
  expect(statuses).toEqual([...Array(10).fill(401), ...Array(15).fill(429)]);
  const refused = await attempt('Ben@Aurora.example', right);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await attempt('ana@aurora.example', right)).status).toBe(303);
  await demo.close();
});

test('every page is strict: no inline script, one frame source, a policy of its own', async () => {
  const demo = await start();
  for (const address of [`${demo.portal_url}/sign-in`, demo.wall_url]) {
    const response = await fetch(address);
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain(`frame-src ${demo.dashboard_url};`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(await response.text()).not.toMatch(/<script(?![^>]* src=)|\son\w+=|style=/);
  }
  const refused = await fetch(`${demo.dashboard_url}/api/notes`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{',
  });
  expect(refused.status).toBe(401);
  expect(refused.headers.get('www-authenticate')).toMatch(/^DPoP/);
  await demo.close();
});

test('an address that leads nowhere says so: a page for people, JSON for programs', async () => {
  const demo = await start();
  for (const origin of [demo.portal_url, demo.wall_url, demo.dashboard_url]) {
    const page = await fetch(`${origin}/foo`, { headers: { Accept: 'text/html,*/*;q=0.8' } });
    expect(page.status).toBe(404);
    const html = await page.text();
    expect(html).toContain('Page not found');
    const style = /href="(\/[^"]+\.css)"/.exec(html)?.[1] ?? '';
    expect((await fetch(origin + style)).headers.get('content-type')).toContain('text/css');
    const refused = await fetch(`${origin}/foo`);
    expect(refused.status).toBe(404);
    expect(await refused.json()).toMatchObject({ error: 'not_found' });
  }
  await demo.close();
});

test('a dashboard that is opened by itself leads to the portal', async () => {
  const demo = await start();
  const open = async (path: string, destination: string) => {
    const headers = { 'Sec-Fetch-Dest': destination };
    return (await fetch(demo.dashboard_url + path, { headers })).text();
  };
  for (const page of [
    await open('/', 'document'),
    await open('/?client_id=demo-portal', 'document'),
  ]) {
    expect(page).toContain('made to be embedded');
    expect(page).toContain(`href="${demo.portal_url}"`);
  }
  expect(await open('/?client_id=demo-portal', 'iframe')).toContain('id="panels"');
  await demo.close();
});

test('ports come from the environment, and a wrong one is named', () => {
  expect(portsFrom({ CASEMENT_WALL_PORT: '5000' })).toMatchObject({ portal: 4401, wall: 5000 });
  expect(() => portsFrom({ CASEMENT_WALL_PORT: 'x', CASEMENT_PORTAL_PORT: '70000' })).toThrow(
    /CASEMENT_PORTAL_PORT=70000[\s\S]*CASEMENT_WALL_PORT=x/,
  );
});
