import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  codeFlow,
  createApp,
  giveAnaAPassword,
  postRefresh,
  startServiceWithApp,
  type Tokens,
  userinfo,
} from '../support/code-flow.ts';
import {
  type Credentials,
  introspection,
  oauthError,
  postForm,
} from '../support/oauth-requests.ts';
import { createProofKey } from '../support/proof-key.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

const DAY = 86_400_000;
let service: TestService;
let app: Credentials;
let graceful: Credentials;
beforeAll(async () => {
  ({ service, app } = await startServiceWithApp({ refreshToken: true }));
  graceful = await createApp(service, { refreshToken: true, refreshGrace: 10 });
});
afterAll(() => service.close());

type Granted = Required<Tokens>;
const begin = async (client = app) => (await codeFlow(service, client)) as Granted;
const refresh = (token: string, client = app, changes: Record<string, string> = {}) =>
  postRefresh(service, client, token, changes);
const refreshed = async (token: string, client = app): Promise<Granted> => {
  const response = await refresh(token, client);
  const body = (await response.json()) as Granted;
  expect(response.status, JSON.stringify(body)).toBe(200);
  return body;
};
const isActive = async (token: string, client = app) =>
  (await introspection(service, token, client.basic)).active === true;

test('OA2 every use gives another refresh token and another access token', async () => {
  const first = await begin();
  const second = await refreshed(first.refresh_token);
  expect(second).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'openid read' });
  expect(second.refresh_token).not.toBe(first.refresh_token);
  expect(second.access_token).not.toBe(first.access_token);
  const third = await refreshed(second.refresh_token);
  for (const { access_token } of [first, second, third]) {
    expect((await userinfo(service, access_token)).status).toBe(200);
  }
});

test('39 a rotated refresh token that comes again revokes the family', async () => {
  const first = await begin();
  const second = await refreshed(first.refresh_token);
  const other = await begin();
  expect(await oauthError(await refresh(first.refresh_token))).toEqual([400, 'invalid_grant']);
  expect(await oauthError(await refresh(second.refresh_token))).toEqual([400, 'invalid_grant']);
  for (const { access_token } of [first, second]) {
    expect(await isActive(access_token)).toBe(false);
    expect((await userinfo(service, access_token)).status).toBe(401);
  }
  const [ended] = await service.storage.stores.audit.list({ type: 'grant.revoked', limit: 1 });
  expect(ended).toMatchObject({ clientId: app.id, details: { reason: 'refresh_token_reused' } });
  // Another family of the same user and client is none of it.
  expect(await isActive(other.refresh_token)).toBe(true);
});

test('40 without a grace, of twenty refreshes at once one succeeds and the family is revoked', async () => {
  const { refresh_token } = await begin();
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refresh_token)));
  const won = answers.filter(({ status }) => status === 200);
  expect(won).toHaveLength(1);
  for (const answer of answers) {
    if (answer !== won[0]) expect(await oauthError(answer)).toEqual([400, 'invalid_grant']);
  }
  const tokens = (await won[0]?.json()) as Granted;
  expect(await isActive(tokens.access_token)).toBe(false);
  expect(await oauthError(await refresh(tokens.refresh_token))).toEqual([400, 'invalid_grant']);
});

test('40 with a grace all twenty succeed, and each goes on with its own', async () => {
  const { refresh_token } = await begin(graceful);
  const all = await Promise.all(
    Array.from({ length: 20 }, () => refreshed(refresh_token, graceful)),
  );
  expect(new Set(all.map((tokens) => tokens.refresh_token)).size).toBe(20);
  for (const { access_token } of all) expect(await isActive(access_token, graceful)).toBe(true);
  for (const tokens of all.slice(0, 3)) await refreshed(tokens.refresh_token, graceful);
});

test('40 the grace counts from the first use, and after it the family is revoked', async () => {
  const own = await startTestService();
  own.stopClock();
  try {
    await giveAnaAPassword(own);
    const client = await createApp(own, { refreshToken: true, refreshGrace: 10 });
    const { refresh_token = '' } = await codeFlow(own, client);
    const use = async () => (await postRefresh(own, client, refresh_token)).status;
    expect(await use()).toBe(200);
    own.advance(6_000);
    const late = await postRefresh(own, client, refresh_token);
    const { access_token } = (await late.json()) as Granted;
    expect(late.status).toBe(200);
    own.advance(6_000);
    expect(await use()).toBe(400);
    expect((await userinfo(own, access_token)).status).toBe(401);
  } finally {
    await own.close();
  }
});

test('41 a wider scope is invalid_scope, a narrower one is granted for this token only', async () => {
  const { refresh_token } = await begin();
  for (const scope of ['openid read email', 'read write', 'read everything']) {
    expect(await oauthError(await refresh(refresh_token, app, { scope }))).toEqual([
      400,
      'invalid_scope',
    ]);
  }
  const narrow = (await (await refresh(refresh_token, app, { scope: 'read' })).json()) as Granted;
  expect(narrow.scope).toBe('read');
  expect((await userinfo(service, narrow.access_token)).status).toBe(403);
  expect((await refreshed(narrow.refresh_token)).scope).toBe('openid read');
});

test('42 another client’s refresh token is invalid_grant, and stays good for its own', async () => {
  const { refresh_token } = await begin();
  expect(await oauthError(await refresh(refresh_token, graceful))).toEqual([400, 'invalid_grant']);
  const open = await createApp(service, { confidential: false, refreshToken: true });
  expect(await oauthError(await refresh(refresh_token, open))).toEqual([400, 'invalid_grant']);
  await refreshed(refresh_token);
});

test('42 a client whose refresh tokens are off is unauthorized_client', async () => {
  const { refresh_token } = await begin();
  const off = await createApp(service);
  expect(await oauthError(await refresh(refresh_token, off))).toEqual([400, 'unauthorized_client']);
});

test('a public client’s refresh token is bound to its key', async () => {
  const open = await createApp(service, { confidential: false, refreshToken: true });
  const key = await createProofKey();
  const other = await createProofKey();
  const htu = `${ISSUER}/oauth2/token`;
  const { refresh_token } = await begin(open);
  // Without a key in the code exchange it is a bearer's; with one from then on.
  const bound = await postRefresh(service, open, refresh_token, {}, { DPoP: await key.proof(htu) });
  expect(bound.status).toBe(200);
  const { refresh_token: next, token_type } = (await bound.json()) as Granted;
  expect(token_type).toBe('DPoP');
  expect(other.thumbprint).not.toBe(key.thumbprint);
  expect(next).not.toBe(refresh_token);
});

test('rotation prolongs nothing: the family ends when its first token would have', async () => {
  const own = await startTestService();
  try {
    await giveAnaAPassword(own);
    const client = await createApp(own, { refreshToken: true });
    let { refresh_token = '' } = await codeFlow(own, client);
    for (let day = 0; day < 3; day++) {
      own.advance(2 * DAY);
      const response = await postRefresh(own, client, refresh_token);
      expect(response.status).toBe(200);
      ({ refresh_token } = (await response.json()) as Granted);
    }
    own.advance(DAY + 2_000);
    expect(await oauthError(await postRefresh(own, client, refresh_token))).toEqual([
      400,
      'invalid_grant',
    ]);
  } finally {
    await own.close();
  }
});

test('revoking a refresh token ends its access tokens too', async () => {
  const first = await begin();
  const second = await refreshed(first.refresh_token);
  const revoke = await postForm(
    service,
    '/oauth2/revoke',
    { token: second.refresh_token },
    { Authorization: app.basic },
  );
  expect(revoke.status).toBe(200);
  for (const { access_token } of [first, second]) expect(await isActive(access_token)).toBe(false);
  expect(await oauthError(await refresh(second.refresh_token))).toEqual([400, 'invalid_grant']);
});

test('OA9 a user who is deactivated refreshes nothing; what the user loses, tokens lose at once', async () => {
  const { directory } = service.administration;
  const user = await directory.createUser({ email: 'brief@example.com', name: 'Brief' });
  const tokens = await begin();
  await directory.removeMembership({ teamId: service.team.id, user: service.ana.id });
  expect(await introspection(service, tokens.access_token, app.basic)).toMatchObject({
    active: true,
    teams: [],
  });
  await directory.setMembership({
    teamId: service.team.id,
    user: service.ana.id,
    roleId: 'viewer',
  });
  await directory.setUserStatus(service.ana.id, 'inactive');
  expect(await oauthError(await refresh(tokens.refresh_token))).toEqual([400, 'invalid_grant']);
  expect(await isActive(tokens.access_token)).toBe(false);
  await directory.setUserStatus(service.ana.id, 'active');
  expect(user.status).toBe('active');
});
