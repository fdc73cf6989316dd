import type { AccessTokenClaims, TokenResponse } from '@casement/server-sdk/contract';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProofKey } from '../support/proof-key.ts';
import { mint, mintPinned, openSession, postExchange } from '../support/requests.ts';
import {
  DASHBOARD,
  ISSUER,
  PORTAL,
  startTestService,
  type TestService,
} from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

test('a code becomes a token that says what the protocol says', async () => {
  const key = await createProofKey();
  const parameters = { region: 'eu', tenants: ['a', 'b'], limit: 5, live: true };
  const code = await mint(service, key, { parameters });
  expect(code).toMatch(/^csm_cc_[A-Za-z0-9_-]{58}$/);
  const response = await postExchange(service, key, code);
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('access-control-allow-origin')).toBe(DASHBOARD);
  expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  expect(response.headers.get('access-control-expose-headers')).toBe('Date, Retry-After');
  expect(response.headers.get('vary')).toContain('Origin');
  const body = (await response.json()) as TokenResponse;
  expect(body).toEqual({
    access_token: expect.any(String),
    token_type: 'DPoP',
    expires_in: 300,
    renew_in: expect.any(Number),
    session_id: expect.stringMatching(/^ses_/),
    user: { id: service.ana.id, email: 'Ana@Example.com', name: 'Ana' },
    team: { id: service.team.id, name: 'Operations' },
    permissions: ['read:dashboards'],
    parameters,
  });
  expect(body.renew_in).toBeGreaterThanOrEqual(180);
  expect(body.renew_in).toBeLessThanOrEqual(240);

  const jwks = createRemoteJWKSet(new URL(`${service.url}/oauth2/jwks`));
  const { payload } = await jwtVerify<AccessTokenClaims>(body.access_token, jwks, {
    issuer: ISSUER,
    audience: DASHBOARD,
    typ: 'at+jwt',
    algorithms: ['ES256'],
  });
  expect(decodeProtectedHeader(body.access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
  expect(payload).toEqual({
    iss: ISSUER,
    aud: DASHBOARD,
    sub: service.ana.id,
    client_id: service.dynamic.client.id,
    iat: expect.any(Number),
    exp: payload.iat + 300,
    jti: expect.stringMatching(/^tok_/),
    sid: body.session_id,
    team_id: service.team.id,
    scope: 'read:dashboards',
    permissions: ['read:dashboards'],
    cnf: { jkt: key.thumbprint },
    origin: PORTAL,
    params: parameters,
  });
});

test('EM2: a static client acts as its pinned user, with its own lifetime', async () => {
  const key = await createProofKey();
  const code = await mintPinned(service, key);
  const response = await postExchange(service, key, code, { client: service.pinned });
  expect(response.status).toBe(200);
  const body = (await response.json()) as TokenResponse;
  expect(body.user.id).toBe(service.ana.id);
  expect(body.expires_in).toBe(60);
  expect(body.renew_in).toBeGreaterThanOrEqual(36);
  expect(body.renew_in).toBeLessThanOrEqual(48);
});

test('an unbound code takes the key of its first proof', async () => {
  const key = await createProofKey();
  const response = await postExchange(service, key, await mint(service));
  expect(response.status).toBe(200);
});

test('EM10: a renewal continues the session and counts', async () => {
  const key = await createProofKey();
  const first = await openSession(service, key);
  const second = await openSession(service, key, first.session_id);
  expect(second.session_id).toBe(first.session_id);
  expect(second.access_token).not.toBe(first.access_token);
  expect(await service.storage.stores.sessions.find(first.session_id)).toMatchObject({
    renewals: 1,
    keyThumbprint: key.thumbprint,
    embedderOrigin: PORTAL,
  });
});
