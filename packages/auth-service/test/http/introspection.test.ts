import type { IntrospectionResponse, TokenResponse } from '@casement/server-sdk/contract';
import { decodeJwt, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createProofKey } from '../support/proof-key.ts';
import { expectRefusal, openSession } from '../support/requests.ts';
import {
  basicAuth,
  DASHBOARD,
  DASHBOARD_BASIC,
  DASHBOARD_ID,
  DASHBOARD_SECRET,
  ISSUER,
  startTestService,
  type TestService,
} from '../support/test-service.ts';

const OTHER = { id: 'other-dashboard', secret: 'the-other-dashboards-secret' };

let service: TestService;
let session: TokenResponse;
beforeAll(async () => {
  service = await startTestService({
    dashboards: [
      {
        audience: DASHBOARD,
        origin: DASHBOARD,
        client_id: DASHBOARD_ID,
        client_secret: DASHBOARD_SECRET,
      },
      {
        audience: 'https://other.example.com',
        origin: 'https://other.example.com',
        client_id: OTHER.id,
        client_secret: OTHER.secret,
      },
    ],
  });
});
afterAll(() => service.close());

function postIntrospection(
  body: URLSearchParams | string,
  authorization: string | null = DASHBOARD_BASIC,
): Promise<Response> {
  return fetch(`${service.url}/oauth2/introspect`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      ...(authorization === null ? {} : { Authorization: authorization }),
    },
    body,
  });
}

async function introspect(
  token: string,
  authorization: string = DASHBOARD_BASIC,
): Promise<IntrospectionResponse> {
  const response = await postIntrospection(new URLSearchParams({ token }), authorization);
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return (await response.json()) as IntrospectionResponse;
}

const open = async () =>
  openSession(service, await createProofKey(), undefined, { audience: DASHBOARD });

beforeEach(async () => {
  session = await open();
});

const INACTIVE = { active: false };

test('a good token: active, with its claims', async () => {
  expect(await introspect(session.access_token)).toEqual({
    active: true,
    token_type: 'DPoP',
    ...decodeJwt(session.access_token),
  });
});

test('57 without right credentials 401, before the body is looked at', async () => {
  for (const authorization of [
    null,
    basicAuth(DASHBOARD_ID, 'wrong'),
    basicAuth('nobody', DASHBOARD_SECRET),
    service.dynamic.basic,
  ]) {
    const response = await postIntrospection('token=x', authorization);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
    await expectRefusal(response, 401, 'invalid_client');
  }
  const bare = await fetch(`${service.url}/oauth2/introspect`, { method: 'POST' });
  await expectRefusal(bare, 401, 'invalid_client');
});

test('58 garbage is inactive', async () => {
  const [header, payload, signature] = session.access_token.split('.');
  for (const token of [
    'garbage',
    'a.b.c',
    '...',
    `${header}.${payload}.`,
    `${header}.${payload}`,
    `${header}.${payload}.${signature}.${signature}`,
    `bnVsbA.${payload}.${signature}`,
    'x'.repeat(10_000),
  ]) {
    expect(await introspect(token)).toEqual(INACTIVE);
  }
});

test('59 a token for another audience is inactive', async () => {
  expect(await introspect(session.access_token, basicAuth(OTHER.id, OTHER.secret))).toEqual(
    INACTIVE,
  );
});

test('a token that we did not sign is inactive, whatever its header says', async () => {
  const claims = decodeJwt(session.access_token);
  const { privateKey } = await generateKeyPair('ES256');
  const { keys } = (await (await fetch(`${service.url}/oauth2/jwks`)).json()) as {
    keys: { kid: string; x: string }[];
  };
  const kid = keys[0]?.kid ?? '';
  const forged = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
    .sign(privateKey);
  const confused = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
    .sign(Buffer.from(JSON.stringify(keys[0])));
  const none = [
    Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt', kid })).toString('base64url'),
    session.access_token.split('.')[1],
    '',
  ].join('.');
  for (const token of [forged, confused, none]) expect(await introspect(token)).toEqual(INACTIVE);
});

test('an expired token is inactive', async () => {
  const expiring = await startTestService();
  try {
    const { access_token: token } = await openSession(expiring, await createProofKey());
    const ask = async () => {
      const response = await fetch(`${expiring.url}/oauth2/introspect`, {
        method: 'POST',
        headers: { Authorization: DASHBOARD_BASIC },
        body: new URLSearchParams({ token }),
      });
      return ((await response.json()) as IntrospectionResponse).active;
    };
    expect(await ask()).toBe(true);
    expiring.advance(301_000);
    expect(await ask()).toBe(false);
  } finally {
    await expiring.close();
  }
});

test('60 a paused client’s token is inactive, and stays so when the client is active', async () => {
  const { clients } = service.administration;
  await clients.pause(service.dynamic.client.id);
  expect(await introspect(session.access_token)).toEqual(INACTIVE);
  await clients.resume(service.dynamic.client.id);
  expect(await introspect(session.access_token)).toEqual(INACTIVE);
  const { access_token } = await open();
  expect(await introspect(access_token)).toMatchObject({ active: true });
});

test('a revoked session’s token is inactive; another session’s is not', async () => {
  const other = await open();
  await service.administration.sessions.revoke({ sessionId: session.session_id });
  expect(await introspect(session.access_token)).toEqual(INACTIVE);
  expect(await introspect(other.access_token)).toMatchObject({ active: true });
});

test('83 status, membership and role of the user', async () => {
  const { directory } = service.administration;
  const [user, teamId] = [service.ana.id, service.team.id];
  const inactiveAfter = async (change: () => Promise<unknown>) => {
    const { access_token } = await open();
    expect(await introspect(access_token)).toMatchObject({ active: true });
    await change();
    expect(await introspect(access_token)).toEqual(INACTIVE);
  };
  await inactiveAfter(() => directory.setUserStatus(user, 'inactive'));
  await directory.setUserStatus(user, 'active');
  await inactiveAfter(() => directory.removeMembership({ teamId, user }));
  await directory.setMembership({ teamId, user, roleId: 'viewer' });
  await inactiveAfter(() => directory.setMembership({ teamId, user, roleId: 'editor' }));
  await inactiveAfter(() => directory.setRolePermissions('editor', ['read:dashboards']));
  const { access_token } = await open();
  expect(await introspect(access_token)).toMatchObject({ permissions: ['read:dashboards'] });
});

test('bad input: no token, two tokens, JSON, a query', async () => {
  for (const body of ['', 'token=', 'token=a&token=b', 'other=x']) {
    await expectRefusal(await postIntrospection(body), 400, 'invalid_request');
  }
  const json = await fetch(`${service.url}/oauth2/introspect`, {
    method: 'POST',
    headers: { Authorization: DASHBOARD_BASIC, 'Content-Type': 'application/json' },
    body: JSON.stringify({ token: session.access_token }),
  });
  await expectRefusal(json, 400, 'invalid_request');
  const query = await fetch(`${service.url}/oauth2/introspect?token=x`, {
    method: 'POST',
    headers: { Authorization: DASHBOARD_BASIC },
  });
  await expectRefusal(query, 400, 'invalid_request');
});

test('metadata names the endpoints', async () => {
  const metadata = await (
    await fetch(`${service.url}/.well-known/oauth-authorization-server`)
  ).json();
  expect(metadata).toMatchObject({
    introspection_endpoint: `${ISSUER}/oauth2/introspect`,
    introspection_endpoint_auth_methods_supported: expect.arrayContaining(['client_secret_basic']),
    security_events_endpoint: `${ISSUER}/security-events`,
    session_revocation_endpoint: `${ISSUER}/embed/sessions/revoke`,
  });
});
