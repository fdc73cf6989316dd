import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import express from 'express';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assertPermission, refusalResponse } from '../src/fetch/index.ts';
import {
  CasementError,
  createSessionVerifier,
  requirePermission,
  type SessionVerifier,
  sessionOf,
} from '../src/index.ts';
import { type FrameKey, frameKey } from './support/frame-key.ts';
import { PATIENT } from './support/patience.ts';
import {
  AUDIENCE,
  goodClaims,
  type SigningKey,
  signingKey,
  signToken,
  startTokenIssuer,
  type TokenIssuer,
} from './support/token-issuer.ts';

let issuer: TokenIssuer;
let verifier: SessionVerifier;
let key: SigningKey;
let frame: FrameKey;
let server: Server;
let api: string;
let refusals: string[];

beforeEach(async () => {
  refusals = [];
  [key, frame] = await Promise.all([signingKey('k1'), frameKey()]);
  issuer = await startTokenIssuer(key);
  verifier = createSessionVerifier({
    issuer: issuer.url,
    audience: AUDIENCE,
    timeouts: PATIENT,
    retry: { maxAttempts: 1 },
  });
  const app = express();
  const onRefusal = (error: CasementError): void => {
    refusals.push(error.code);
    throw new Error('the log is full');
  };
  const router = express.Router();
  router.use(verifier.express({ onRefusal }));
  router.get('/session', (_, response) => {
    response.json({ userId: sessionOf(response).userId });
  });
  router.post('/annotations', requirePermission('write:dashboards'), (_, response) => {
    response.json({ written: true });
  });
  app.use('/api', router);
  app.get('/open', requirePermission('read:dashboards'), (_, response) => {
    response.json({ leaked: true });
  });
  app.use(((error, _request, response, _next) => {
    response.status(500).json({ code: error instanceof CasementError ? error.code : 'other' });
  }) satisfies express.ErrorRequestHandler);
  server = createServer(app).listen(0, '127.0.0.1');
  server.keepAliveTimeout = 65_000;
  await once(server, 'listening');
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await verifier.close();
  await issuer.close();
});

async function credentials(
  method: string,
  url: string,
  permissions = ['read:dashboards'],
): Promise<Record<string, string>> {
  const claims = goodClaims(issuer.url, frame.thumbprint, Date.now());
  const token = await signToken(key, { ...claims, permissions });
  return { authorization: `DPoP ${token}`, dpop: await frame.prove(token, { method, url }) };
}

test('a good request reaches its handler below a router’s prefix', async () => {
  const url = `${api}/session`;
  const response = await fetch(`${url}?range=1h`, { headers: await credentials('GET', url) });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ userId: 'user-1' });
});

describe('refusals', () => {
  test('no token: 401, challenge, JSON, not cached; a throwing log changes nothing', async () => {
    const response = await fetch(`${api}/session`);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(
      'DPoP error="invalid_token", algs="ES256"',
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('date')).not.toBeNull();
    expect(await response.json()).toMatchObject({ error: 'invalid_token' });
    expect(refusals).toEqual(['invalid_token']);
  });

  test('a wrong proof: 401 invalid_dpop_proof', async () => {
    const headers = await credentials('POST', `${api}/session`);
    const response = await fetch(`${api}/session`, { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(
      'DPoP error="invalid_dpop_proof", algs="ES256"',
    );
    expect(await response.json()).toMatchObject({ error: 'invalid_dpop_proof' });
  });

  test('a token in the URL', async () => {
    const headers = await credentials('GET', `${api}/session`);
    const token = headers.authorization?.slice(5);
    const response = await fetch(`${api}/session?access_token=${token}`, { headers });
    expect(response.status).toBe(401);
  });

  test.each(['authorization', 'dpop'])('two %s headers, of which Node shows one', async (name) => {
    const good = await credentials('GET', `${api}/session`);
    const request = httpRequest(`${api}/session`, { headers: good });
    request.setHeader(name, [good[name] ?? '', good[name] ?? '']);
    request.end();
    const [response] = await once(request, 'response');
    expect(response.statusCode).toBe(401);
    expect(JSON.parse(await text(response)).error).toBe(
      name === 'dpop' ? 'invalid_dpop_proof' : 'invalid_token',
    );
  });

  test('an issuer out of reach: 503 with Retry-After and no challenge', async () => {
    await issuer.close();
    const url = `${api}/session`;
    const response = await fetch(url, { headers: await credentials('GET', url) });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(response.headers.has('www-authenticate')).toBe(false);
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
    issuer = await startTokenIssuer(key);
  });

  test('a closed verifier knows no keys and says so', async () => {
    await verifier.close();
    const url = `${api}/session`;
    const response = await fetch(url, { headers: await credentials('GET', url) });
    expect(response.status).toBe(503);
  });
});

describe('EM9: permissions', () => {
  const write = async (permissions: string[]): Promise<Response> => {
    const url = `${api}/annotations`;
    return fetch(url, {
      method: 'POST',
      headers: await credentials('POST', url, permissions),
    });
  };

  test('without it: 403 insufficient_scope', async () => {
    const response = await write(['read:dashboards']);
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toBe(
      'DPoP error="insufficient_scope", algs="ES256"',
    );
    const body = await response.json();
    expect(body).toMatchObject({ error: 'insufficient_scope' });
    expect(JSON.stringify(body)).toContain('write:dashboards');
  });

  test('with it', async () => {
    expect((await write(['read:dashboards', 'write:dashboards'])).status).toBe(200);
  });

  test('forgetting verifier.express() in front fails closed', async () => {
    const response = await fetch(api.replace('/api', '/open'));
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ code: 'configuration_invalid' });
  });
});

describe('refusalResponse', () => {
  test('answers refusals and throws faults on', async () => {
    const session = await verifier
      .verify(new Request('https://dash.example.com/api'))
      .catch(refusalResponse);
    expect(session).toBeInstanceOf(Response);
    expect(session).toMatchObject({ status: 401 });
    const claims = goodClaims(issuer.url, frame.thumbprint, Date.now());
    const good = {
      sessionId: '',
      userId: '',
      clientId: '',
      teamId: '',
      permissions: ['a'],
      parameters: {},
      embedderOrigin: '',
      audience: '',
      expiresAt: new Date(),
      claims,
    };
    assertPermission(good, 'a');
    expect(() => assertPermission(good, 'b')).toThrow(CasementError);
    const fault = new TypeError('bug');
    expect(() => refusalResponse(fault)).toThrow(fault);
  });
});
