import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuthService } from '@casement/auth-service';
import express from 'express';
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CHALLENGE_CODE_GRANT_TYPE,
  type ChallengeCodeResponse,
  PATHS,
  type TokenResponse,
} from '../../src/contract/index.ts';
import { challengeCodeHandler, frameAncestors } from '../../src/express/index.ts';
import {
  createEmbedClient,
  createSessionVerifier,
  type EmbedClient,
  requirePermission,
  type SessionVerifier,
} from '../../src/index.ts';
import { failureOf } from '../support/failure.ts';
import { type FrameKey, frameKey } from '../support/frame-key.ts';
import { PATIENT } from '../support/patience.ts';
import { addressOf, DASHBOARD_CLIENT, listening, seed, startService } from './real-service.ts';

let folder: string;
let service: AuthService;
let embed: EmbedClient;
let verifier: SessionVerifier;
let portal: Server;
let dashboard: Server;
let portalUrl: string;
let dashboardUrl: string;
let clientId: string;
let clientSecret: string;
let frame: FrameKey;
let clockOffsetMs = 0;

const closeAll: (() => unknown)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casement-server-sdk-'));
  portal = await listening(createServer());
  dashboard = await listening(createServer());
  portalUrl = addressOf(portal);
  dashboardUrl = addressOf(dashboard);
  service = await startService({ folder, database: 'first.db', dashboardUrl });
  ({ clientId, clientSecret } = await seed(service, portalUrl));
  frame = await frameKey();

  embed = createEmbedClient({
    issuer: service.issuer,
    clientId,
    clientSecret,
    timeouts: PATIENT,
  });
  portal.on(
    'request',
    express().post(
      '/code',
      challengeCodeHandler(embed, {
        user: () => ({ email: 'ana@example.com' }),
        parameters: () => ({ region: 'eu' }),
      }),
    ),
  );
  verifier = createSessionVerifier(
    {
      issuer: service.issuer,
      audience: dashboardUrl,
      ...DASHBOARD_CLIENT,
      timeouts: PATIENT,
    },
    () => Date.now() + clockOffsetMs,
  );
  const frames = frameAncestors({ issuer: service.issuer });
  dashboard.on(
    'request',
    express()
      .get('/', frames, (_, response) => void response.send('<p>'))
      .use('/api', verifier.express())
      .get('/api/me', (_, response) => void response.json(response.locals.embeddedSession))
      .post('/api/notes', requirePermission('write:dashboards'), (_, response) => {
        response.json({});
      }),
  );
  closeAll.push(
    () => embed.close(),
    () => verifier.close(),
    () => frames.close(),
  );
});

afterAll(async () => {
  for (const close of closeAll) await close();
  for (const server of [portal, dashboard]) {
    server.closeAllConnections();
    server.close();
  }
  await service.close();
  await rm(folder, { recursive: true });
});

/** What the host page does. */
async function askPortal(key = frame): Promise<string> {
  const response = await fetch(`${portalUrl}/code`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: portalUrl },
    body: JSON.stringify({ key_thumbprint: key.thumbprint, reason: 'initial' }),
  });
  expect(response.status, await response.clone().text()).toBe(200);
  return ((await response.json()) as ChallengeCodeResponse).challenge_code;
}

/** What the frame does. */
async function exchange(code: string, key = frame): Promise<TokenResponse> {
  const url = `${service.issuer}${PATHS.token}`;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      origin: dashboardUrl,
      dpop: await key.prove('', { method: 'POST', url }, { ath: undefined }),
    },
    body: new URLSearchParams({
      grant_type: CHALLENGE_CODE_GRANT_TYPE,
      client_id: clientId,
      challenge_code: code,
      embedder_origin: portalUrl,
    }),
  });
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as TokenResponse;
}

async function callApi(token: string, path: string, method = 'GET', key = frame) {
  const url = `${dashboardUrl}${path}`;
  const dpop = await key.prove(token, { method, url, nowMs: Date.now() + clockOffsetMs });
  return fetch(url, { method, headers: { authorization: `DPoP ${token}`, dpop } });
}

test('EM6, EM14, EM15: from the portal’s page to a verified session', async () => {
  const token = await exchange(await askPortal());
  const response = await callApi(token.access_token, '/api/me');
  expect(response.status, await response.clone().text()).toBe(200);
  expect(await response.json()).toMatchObject({
    sessionId: token.session_id,
    userId: token.user.id,
    clientId,
    teamId: token.team.id,
    permissions: ['read:dashboards'],
    parameters: { region: 'eu' },
    embedderOrigin: portalUrl,
    audience: dashboardUrl,
  });
});

test('EM9: a viewer does not write', async () => {
  const { access_token } = await exchange(await askPortal());
  const response = await callApi(access_token, '/api/notes', 'POST');
  expect(response.status).toBe(403);
});

test('EM14: a stolen token is of no use with another key', async () => {
  const { access_token } = await exchange(await askPortal());
  const response = await callApi(access_token, '/api/me', 'GET', await frameKey());
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ error: 'invalid_dpop_proof' });
});

test('EM8: the allowed origin, and nobody else, may frame', async () => {
  const policyFor = async (id: string): Promise<string | null> => {
    const response = await fetch(`${dashboardUrl}/?client_id=${id}`);
    return response.headers.get('content-security-policy');
  };
  expect(await policyFor(clientId)).toBe(`frame-ancestors ${portalUrl}`);
  expect(await policyFor('unknown')).toBe("frame-ancestors 'none'");
});

describe('the issuer’s refusals arrive typed', () => {
  test.each([
    ['invalid_client', 401, { clientSecret: 'wrong' }, {}],
    ['origin_not_allowed', 403, {}, { origin: 'https://evil.example' }],
    ['user_not_eligible', 403, {}, { user: { email: 'eve@example.com' } }],
    ['user_required', 400, {}, { user: undefined }],
    ['invalid_request', 400, {}, { keyThumbprint: 'short' }],
    ['invalid_request', 400, {}, { parameters: { text: 'x'.repeat(2_100) } }],
  ] as const)('%s', async (code, status, credentials, request) => {
    const options = { issuer: service.issuer, clientId, clientSecret, ...credentials };
    const client = createEmbedClient(options);
    const error = await failureOf(
      client.createChallengeCode({
        origin: portalUrl,
        keyThumbprint: frame.thumbprint,
        user: { email: 'ana@example.com' },
        ...request,
      }),
    );
    expect(error).toMatchObject({ code, status });
    if (code === 'invalid_request') expect(error.errors).not.toHaveLength(0);
    await client.close();
  });
});

test.each(['ES256', 'RS256', 'EdDSA'] as const)('private_key_jwt with %s', async (alg) => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  await service.administration.clients.addKey(clientId, {
    jwk: { ...(await exportJWK(publicKey)), alg, kid: alg },
  });
  const client = createEmbedClient({ issuer: service.issuer, clientId, privateKey, keyId: alg });
  for (let time = 0; time < 2; time += 1) {
    const { expiresIn } = await client.createChallengeCode({
      origin: portalUrl,
      keyThumbprint: frame.thumbprint,
      user: { email: 'ana@example.com' },
    });
    expect(expiresIn).toBe(60);
  }
  await client.close();
});

// Last, as it replaces the service: the new one has a signing key of its own.
test('a new signing key is taken up, without a restart of the dashboard', async () => {
  const { issuer } = service;
  const old = await exchange(await askPortal());
  expect((await callApi(old.access_token, '/api/me')).status).toBe(200);
  await service.close();
  expect((await callApi(old.access_token, '/api/me')).status, 'issuer away').toBe(200);

  service = await startService({ folder, database: 'second.db', dashboardUrl, issuer });
  const again = await seed(service, portalUrl, clientId);
  const client = createEmbedClient({ issuer, clientId, clientSecret: again.clientSecret });
  const { challengeCode } = await client.createChallengeCode({
    origin: portalUrl,
    keyThumbprint: frame.thumbprint,
    user: { email: 'ana@example.com' },
  });
  await client.close();
  const renewed = await exchange(challengeCode);
  clockOffsetMs = 6_000;
  expect((await callApi(renewed.access_token, '/api/me')).status).toBe(200);
  expect((await callApi(old.access_token, '/api/me')).status, 'key withdrawn').toBe(401);
});
