import { expect } from 'vitest';
import { nextRevocation, reached } from '../support/eventually.ts';
import { failureOf } from '../support/failure.ts';
import { DASHBOARD, test } from './scene.ts';

test('issues what the real verifier accepts', async ({ scene }) => {
  const { issuer, portal, openFrame, use } = scene;
  portal.parameters = { region: 'eu' };
  issuer.permissions = ['read:dashboards', 'write:dashboards'];
  const session = await use(await openFrame());
  expect(session).toMatchObject({
    userId: 'ana@example.com',
    clientId: 'client-1',
    audience: DASHBOARD,
    embedderOrigin: portal.url,
    permissions: ['read:dashboards', 'write:dashboards'],
    parameters: { region: 'eu' },
  });
  expect(issuer.requestsTo('token')).toMatchObject([
    { method: 'POST', origin: DASHBOARD, status: 200, error: undefined },
  ]);
  expect(portal.requests).toMatchObject([{ fields: { reason: 'initial' }, status: 200 }]);
  expect(JSON.stringify([issuer.requests, portal.requests])).not.toMatch(/csm_cc_|eyJ/);
});

test('a renewal continues the session, with what holds by then', async ({ scene }) => {
  const { issuer, openFrame, use } = scene;
  const frame = await openFrame();
  const { session_id: first } = frame.token;
  issuer.permissions = [];
  issuer.expiresIn = 60;
  await frame.renew();
  const { session_id, permissions, expires_in, renew_in } = frame.token;
  expect([session_id, permissions, expires_in]).toEqual([first, [], 60]);
  expect(renew_in).toBeGreaterThanOrEqual(36);
  expect(renew_in).toBeLessThanOrEqual(48);
  expect((await use(frame)).sessionId).toBe(first);
});

test('refuses as the protocol says', async ({ scene }) => {
  const { issuer, portal, openFrame } = scene;
  const refused = () => openFrame().then(String, (error: Error) => error.message);
  portal.user = null;
  expect(await refused()).toMatch(/401.*login_required/);
  portal.user = { email: 'ana@example.com' };
  issuer.allowedOrigins = [];
  expect(await refused()).toMatch(/403.*origin_not_allowed/);
  issuer.allowedOrigins = [portal.url];
  issuer.codeExpiresIn = 0;
  expect(await refused()).toMatch(/400.*invalid_grant/);
  issuer.codeExpiresIn = 60;
  issuer.clockOffsetMs = 3_600_000;
  await scene.openFrame();
  const [proof] = issuer.requestsTo('token').slice(-2);
  expect(proof).toMatchObject({ status: 400, error: 'invalid_dpop_proof' });
  issuer.clockOffsetMs = 0;
  issuer.dashboards = [];
  expect(await refused()).toMatch(/400.*invalid_request/);
});

test('EM15 refuses locked parameters by the rules of the real service', async ({ scene }) => {
  const { issuer } = scene;
  const mint = (parameters: string) =>
    fetch(`${issuer.url}/embed/challenge-codes`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${btoa(`${issuer.clientId}:${issuer.clientSecret}`)}`,
      },
      body: `{"origin":"${scene.portal.url}","user":{"email":"ana@example.com"},"parameters":${parameters}}`,
    });
  for (const [parameters, path] of [
    ['{"tenant":9007199254740993}', 'parameters.tenant'],
    ['{"tenant":{"id":1}}', 'parameters.tenant'],
    ['[]', 'parameters'],
  ] as const) {
    const answer = await mint(parameters);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: 'invalid_request', errors: [{ path }] });
  }
  expect((await mint('{"tenant":9007199254740991}')).status).toBe(201);
});

test('a client that is paused and resumed', async ({ scene }) => {
  const { issuer, verifier, openFrame, use } = scene;
  const frame = await openFrame();
  await use(frame);
  await reached(verifier, 'streaming');
  const told = nextRevocation(verifier);
  issuer.disableClient();
  await told;
  expect((await failureOf(use(frame))).code).toBe('invalid_token');
  await expect(frame.renew()).rejects.toThrow(/403.*client_disabled/);
  issuer.enableClient();
  await frame.renew();
});

test('a session that is revoked', async ({ scene }) => {
  const { issuer, verifier, openFrame, use } = scene;
  const frame = await openFrame();
  const other = await openFrame();
  await use(frame);
  await reached(verifier, 'streaming');
  const told = nextRevocation(verifier);
  issuer.revokeSession(frame.token.session_id);
  await told;
  expect((await failureOf(use(frame))).code).toBe('invalid_token');
  await expect(frame.renew()).rejects.toThrow(/403.*session_revoked/);
  await use(other);
});

test('introspection serves while the event stream is refused', async ({ scene }) => {
  const { issuer, openFrame, use } = scene;
  issuer.inject('securityEvents', { status: 503 });
  const frame = await openFrame();
  await use(frame);
  expect(issuer.requestsTo('introspection')).toMatchObject([{ status: 200 }]);
  issuer.revokeTokens();
  expect(issuer.isRevoked((await use(frame)).claims)).toBe(true);
});

test('keys that change are followed', async ({ scene }) => {
  const { issuer, verifier, openFrame, use } = scene;
  await use(await openFrame());
  await reached(verifier, 'streaming');
  await issuer.rotateKeys();
  await expect.poll(() => issuer.requestsTo('jwks').length).toBe(2);
  await use(await openFrame());
});
