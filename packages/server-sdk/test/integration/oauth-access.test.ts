import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuthService } from '@casement/auth-service';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRunningTime } from '../../../../scripts/running-time.ts';
import { PATHS } from '../../src/contract/index.ts';
import {
  createSessionVerifier,
  oauthAccessOf,
  requirePermission,
  type SessionVerifier,
} from '../../src/index.ts';
import { reached } from '../support/eventually.ts';
import { type FrameKey, frameKey } from '../support/frame-key.ts';
import { PATIENT } from '../support/patience.ts';
import { addressOf, DASHBOARD_CLIENT, listening, startService } from './real-service.ts';

const PROMISE_MS = 1_000;
const time = startRunningTime();

let folder: string;
let service: AuthService;
let server: Server;
let verifier: SessionVerifier;
let organizationId: string;
let teamId: string;
let userId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casement-oauth-access-'));
  server = await listening(createServer());
  service = await startService({ folder, database: 'auth.db', dashboardUrl: addressOf(server) });
  const { directory } = service.administration;
  organizationId = (await directory.createOrganization({ name: 'Nordlys' })).id;
  teamId = (await directory.createTeam({ organizationId, name: 'Operations' })).id;
  userId = (await directory.createUser({ email: 'ana@example.com', name: 'Ana' })).id;
  await directory.setMembership({ teamId, user: userId, roleId: 'viewer' });
  verifier = createSessionVerifier({
    issuer: service.issuer,
    audience: addressOf(server),
    ...DASHBOARD_CLIENT,
    timeouts: PATIENT,
  });
  const part = (at: number) => (request: { url?: string | undefined }) =>
    request.url?.split('/')[at];
  const [team, app] = [part(2), part(4)];
  server.on(
    'request',
    express()
      .use('/sessions', verifier.express())
      .use(verifier.express({ oauth: 'accept' }))
      .get('/access', (_, response) => void response.json(oauthAccessOf(response)))
      .get('/stream', (_, response) => void response.write('first\n'))
      .get('/teams/:team', requirePermission('write:dashboards', { team }), (_, response) => {
        response.json({});
      })
      .get(
        '/teams/:team/apps/:app',
        requirePermission('write:dashboards', { team, app }),
        (_, response) => {
          response.json({});
        },
      ),
  );
  verifier.start();
  await reached(verifier, 'streaming');
});

afterAll(async () => {
  time.stop();
  await verifier.close();
  server.closeAllConnections();
  server.close();
  await service.close();
  await rm(folder, { recursive: true });
});

type ServiceInput = Parameters<AuthService['administration']['clients']['createServiceClient']>[0];

interface Backend {
  id: string;
  basic: string;
  token: string;
}

/** A service client that has a token; it acts as Ana unless it has roles. */
async function backend(input: Partial<ServiceInput> = {}, key?: FrameKey): Promise<Backend> {
  const { client, clientSecret } = await service.administration.clients.createServiceClient({
    name: 'Backend',
    accessPreset: 'full',
    ...(input.roles ? {} : { user: userId }),
    ...input,
  });
  const basic = `Basic ${Buffer.from(`${client.id}:${clientSecret}`).toString('base64')}`;
  const url = `${service.issuer}${PATHS.oauthToken}`;
  const dpop = await key?.prove('', { method: 'POST', url }, { ath: undefined });
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: basic, ...(dpop === undefined ? {} : { dpop }) },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return { id: client.id, basic, token };
}

const get = (path: string, headers: Record<string, string>) =>
  fetch(addressOf(server) + path, { headers });
const call = (token: string, path = '/access') => get(path, { authorization: `Bearer ${token}` });
const status = async (token: string, path?: string) => {
  const response = await call(token, path);
  await response.arrayBuffer();
  return response.status;
};

/** Milliseconds of running time until the API answers otherwise than before. */
async function untilAnswered(expected: number, ask: () => Promise<number>): Promise<number> {
  const since = time.now();
  for (;;) {
    const answered = await ask();
    const afterMs = time.now() - since;
    if (answered === expected) return afterMs;
    if (afterMs > 5_000) throw new Error(`still ${answered} after ${afterMs.toFixed(0)} ms`);
  }
}

test('OA9: a bearer token is verified by introspection, once for many requests', async () => {
  const { token, id } = await backend();
  const before = verifier.counters.introspections;
  expect(await (await call(token)).json()).toMatchObject({
    subject: userId,
    clientId: id,
    teams: [{ id: teamId, name: 'Operations', permissions: ['read:dashboards'] }],
  });
  for (let requests = 0; requests < 10; requests += 1) expect(await status(token)).toBe(200);
  expect(verifier.counters.introspections).toBe(before + 1);
});

test('65: a DPoP token with its proofs, and never as Bearer', async () => {
  const key = await frameKey();
  const { token } = await backend({}, key);
  const url = `${addressOf(server)}/access`;
  for (let requests = 0; requests < 2; requests += 1) {
    const dpop = await key.prove(token, { url });
    expect((await get('/access', { authorization: `DPoP ${token}`, dpop })).status).toBe(200);
  }
  const refused = await call(token);
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ error: 'invalid_token' });
});

test('a refusal names both ways of coming in, and a path for sessions alone takes no such token', async () => {
  const { token } = await backend();
  const refused = await call('never-issued');
  expect(refused.status).toBe(401);
  expect(refused.headers.get('www-authenticate')).toBe(
    'Bearer error="invalid_token", DPoP error="invalid_token", algs="ES256"',
  );
  const session = await call(token, '/sessions');
  expect(session.status).toBe(401);
  expect(session.headers.get('www-authenticate')).toBe('DPoP error="invalid_token", algs="ES256"');
});

test('OA9, 83: a role that changes counts within a second, for the same token', async () => {
  const { directory } = service.administration;
  const { token } = await backend();
  const path = `/teams/${teamId}`;
  expect(await status(token, path)).toBe(403);
  for (const [roleId, expected] of [
    ['editor', 200],
    ['viewer', 403],
  ] as const) {
    await directory.setMembership({ teamId, user: userId, roleId });
    const afterMs = await untilAnswered(expected, () => status(token, path));
    expect(afterMs).toBeLessThan(PROMISE_MS);
  }
});

test('CM17: a client’s own roles count per node, and end with it', async () => {
  const { directory, clients } = service.administration;
  const other = await directory.createTeam({ organizationId, name: 'Finance' });
  const app = await directory.createApp({ teamId: other.id, name: 'Ledger' });
  const { id, token } = await backend({
    roles: [
      { nodeType: 'app', nodeId: app.id, roleId: 'editor' },
      { nodeType: 'organization', nodeId: organizationId, roleId: 'viewer' },
      { nodeType: 'team', nodeId: teamId, roleId: 'editor' },
    ],
  });
  const { subject } = (await (await call(token)).json()) as { subject: string };
  expect(subject).toBe(id);
  expect(await status(token, `/teams/${teamId}`)).toBe(200);
  expect(await status(token, `/teams/${other.id}`)).toBe(403);
  expect(await status(token, `/teams/${other.id}/apps/${app.id}`)).toBe(200);
  expect(await status(token, `/teams/${other.id}/apps/another`)).toBe(403);
  await clients.pause(id);
  expect(await untilAnswered(401, () => status(token))).toBeLessThan(PROMISE_MS);
});

test('OA10, 60: revoked, paused, or of a user who is gone: refused within a second', async () => {
  const { clients, directory } = service.administration;
  const revoked = await backend();
  const paused = await backend();
  const users = await backend();
  for (const { token } of [revoked, paused, users]) expect(await status(token)).toBe(200);
  const answer = await fetch(`${service.issuer}${PATHS.tokenRevocation}`, {
    method: 'POST',
    headers: { authorization: revoked.basic },
    body: new URLSearchParams({ token: revoked.token }),
  });
  expect(answer.status).toBe(200);
  expect(await untilAnswered(401, () => status(revoked.token))).toBeLessThan(PROMISE_MS);
  await clients.pause(paused.id);
  expect(await untilAnswered(401, () => status(paused.token))).toBeLessThan(PROMISE_MS);
  await directory.setUserStatus(userId, 'inactive');
  expect(await untilAnswered(401, () => status(users.token))).toBeLessThan(PROMISE_MS);
  await directory.setUserStatus(userId, 'active');
});

test('an open answer is cut when its token is revoked', async () => {
  const { token, basic } = await backend();
  const response = await call(token, '/stream');
  const reader = response.body?.getReader();
  await reader?.read();
  const cut = reader?.read().then(
    ({ done }) => done,
    () => true,
  );
  const since = time.now();
  await fetch(`${service.issuer}${PATHS.tokenRevocation}`, {
    method: 'POST',
    headers: { authorization: basic },
    body: new URLSearchParams({ token }),
  });
  expect(await cut).toBe(true);
  expect(time.now() - since).toBeLessThan(PROMISE_MS);
});
