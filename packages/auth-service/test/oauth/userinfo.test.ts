import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  authorize,
  codeFlow,
  createApp,
  createPkce,
  giveAnaAPassword,
  postCode,
  startServiceWithApp,
  type Tokens,
  userinfo,
} from '../support/code-flow.ts';
import {
  type Credentials,
  clientCredentialsToken,
  createService,
  introspection,
  postForm,
} from '../support/oauth-requests.ts';
import { createProofKey } from '../support/proof-key.ts';
import {
  DASHBOARD_BASIC,
  ISSUER,
  startTestService,
  type TestService,
} from '../support/test-service.ts';

let service: TestService;
let app: Credentials;
beforeAll(async () => {
  ({ service, app } = await startServiceWithApp());
});
afterAll(() => service.close());

test('OA5 each scope tells its part; roles and permissions are as they are now', async () => {
  const { directory } = service.administration;
  const scope = 'openid profile email roles read:profile read';
  const { access_token } = await codeFlow(service, app, { scope });
  const body = {
    sub: service.ana.id,
    name: 'Ana',
    email: 'Ana@Example.com',
    teams: [{ id: service.team.id, name: 'Operations', permissions: ['read:dashboards'] }],
    roles: [{ team: service.team.id, role: 'viewer' }],
    memberships: [{ id: service.team.id, name: 'Operations', role: 'viewer' }],
  };
  const response = await userinfo(service, access_token);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toEqual(body);
  await directory.setMembership({
    teamId: service.otherTeam.id,
    user: service.ana.id,
    roleId: 'viewer',
  });
  const changed = (await (await userinfo(service, access_token)).json()) as typeof body;
  expect(changed.teams).toEqual(body.teams);
  expect(changed.memberships).toHaveLength(2);
  await directory.removeMembership({ teamId: service.otherTeam.id, user: service.ana.id });
  const posted = await postForm(service, '/oauth2/userinfo', { access_token });
  expect(await posted.json()).toEqual(body);
});

test('OA9 what a client may no longer ask for, its tokens tell no more', async () => {
  const changing = await createApp(service, { accessPreset: 'full' });
  const { directory, clients } = service.administration;
  await directory.setMembership({
    teamId: service.team.id,
    user: service.ana.id,
    roleId: 'editor',
  });
  const scope = 'openid email read:profile read write';
  const { access_token } = await codeFlow(service, changing, { scope });
  const told = async () => (await (await userinfo(service, access_token)).json()) as unknown;
  const permissions = ['read:dashboards', 'write:dashboards'];
  expect(await told()).toMatchObject({ email: 'Ana@Example.com', teams: [{ permissions }] });
  await clients.update(changing.id, { accessPreset: 'read', scopes: ['openid', 'read'] });
  expect(await told()).toEqual({
    sub: service.ana.id,
    teams: [{ id: service.team.id, name: 'Operations', permissions: ['read:dashboards'] }],
  });
  await directory.setMembership({
    teamId: service.team.id,
    user: service.ana.id,
    roleId: 'viewer',
  });
});

test('86 the name of a token, in the database and in answers, is none', async () => {
  const { access_token } = await codeFlow(service, app);
  const { jti } = await introspection(service, access_token, DASHBOARD_BASIC);
  for (const name of [`${jti}`, `#${jti}`]) {
    expect((await userinfo(service, name)).status, name).toBe(401);
  }
});

test('63 a token without openid is 403 insufficient_scope', async () => {
  const { access_token } = await codeFlow(service, app, { scope: 'read' });
  const response = await userinfo(service, access_token);
  expect(response.status).toBe(403);
  expect(response.headers.get('www-authenticate')).toContain('insufficient_scope');
});

test('63 a client’s own token is about no user', async () => {
  const token = await clientCredentialsToken(service, await createService(service));
  expect((await userinfo(service, token)).status).toBe(401);
});

test('64 a token in the URL is 401', async () => {
  const { access_token } = await codeFlow(service, app);
  const query = new URLSearchParams({ access_token });
  for (const method of ['GET', 'POST']) {
    const response = await fetch(`${service.url}/oauth2/userinfo?${query}`, { method });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /);
  }
  expect(service.log()).not.toContain(access_token);
});

test('64 no token, garbage and an expired one are 401', async () => {
  for (const headers of [{}, { Authorization: 'Bearer garbage' }] as Record<string, string>[]) {
    const response = await fetch(`${service.url}/oauth2/userinfo`, { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /);
    expect(response.headers.get('cache-control')).toBe('no-store');
  }
  const own = await startTestService();
  try {
    await giveAnaAPassword(own);
    const { access_token } = await codeFlow(own, await createApp(own));
    own.advance(3_600_001);
    expect((await userinfo(own, access_token)).status).toBe(401);
  } finally {
    await own.close();
  }
});

test('64 credentials of another kind are 401, and the challenge names no error', async () => {
  const [path, form] = ['/oauth2/userinfo', {}];
  for (const Authorization of [
    ...[app.basic, 'Basic', 'Digest username="ana"', 'Negotiate YII', 'garbage'],
    ...['Bearer', 'bearer ', 'DPoP'],
  ]) {
    for (const response of [
      await fetch(service.url + path, { headers: { Authorization } }),
      await postForm(service, path, form, { Authorization }),
    ]) {
      const challenge = response.headers.get('www-authenticate') ?? '';
      expect(response.status, Authorization).toBe(401);
      expect(challenge, Authorization).toMatch(/^Bearer realm="[^"]+", DPoP /);
      expect(challenge).not.toContain('error');
    }
  }
  const { access_token } = await codeFlow(service, app);
  for (const scheme of ['bearer', 'BEARER', 'Bearer  ']) {
    const Authorization = `${scheme} ${access_token}`;
    expect((await userinfo(service, '', { Authorization })).status, scheme).toBe(200);
  }
  // Malformed, and so neither (RFC 6750 §3.1).
  const two = await userinfo(service, `${access_token} ${access_token}`);
  expect([two.status, (await two.json()) as unknown]).toMatchObject([
    400,
    { error: 'invalid_request' },
  ]);
});

test('65 a token with the scheme DPoP and no proof is 401 invalid_dpop_proof', async () => {
  const { access_token } = await codeFlow(service, app);
  const response = await userinfo(service, '', { Authorization: `DPoP ${access_token}` });
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toMatch(/^DPoP .*error="invalid_dpop_proof"/);
  expect(await response.json()).toMatchObject({ error: 'invalid_dpop_proof' });
});

test('65 a token that is bound to a key is 401 as a bearer’s, and with another key', async () => {
  const key = await createProofKey();
  const other = await createProofKey();
  const pkce = createPkce();
  const { code } = await authorize(service, app, pkce);
  const DPoP = await key.proof(`${ISSUER}/oauth2/token`);
  const answer = await postCode(service, app, { code, verifier: pkce.verifier }, {}, { DPoP });
  const { access_token } = (await answer.json()) as Tokens;
  const htu = `${ISSUER}/oauth2/userinfo`;
  const { createHash } = await import('node:crypto');
  const ath = createHash('sha256').update(access_token).digest('base64url');
  const ask = async (from: typeof key, claims: object) =>
    userinfo(service, access_token, {
      Authorization: `DPoP ${access_token}`,
      DPoP: await from.proof(htu, { htm: 'GET', ...claims }),
    });
  expect((await userinfo(service, access_token)).status).toBe(401);
  expect((await ask(other, { ath })).status).toBe(401);
  expect((await ask(key, {})).status).toBe(401);
  const right = await ask(key, { ath });
  expect(right.status).toBe(200);
});
