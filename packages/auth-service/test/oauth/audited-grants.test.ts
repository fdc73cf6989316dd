/** Codes and refresh tokens that are refused at the token endpoint, as the audit log has them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callerWithRole } from '../support/admin-requests.ts';
import {
  authorize,
  codeFlow,
  createApp,
  createPkce,
  postCode,
  postRefresh,
  startServiceWithApp,
  type Tokens,
} from '../support/code-flow.ts';
import { type Credentials, oauthError, postForm } from '../support/oauth-requests.ts';
import { createProofKey } from '../support/proof-key.ts';
import type { TestService } from '../support/test-service.ts';

const INVALID = [400, 'invalid_grant'];
const TYPE = 'grant.refused';

let service: TestService;
let app: Credentials;
beforeEach(async () => {
  ({ service, app } = await startServiceWithApp({ refreshToken: true }));
});
afterEach(() => service.close());

const pkce = createPkce();
const getCode = async (client = app) => (await authorize(service, client, pkce)).code;
const refusals = () => service.storage.stores.audit.list({ type: TYPE });
const reasons = async () => (await refusals()).map(({ details }) => details.reason).toSorted();
const exchange = (code: string, changes: Record<string, string | undefined> = {}, client = app) =>
  postCode(service, client, { code, verifier: pkce.verifier }, changes);

test('CM21: a refused code says whose client, from where and why, to who reads the log', async () => {
  const other = await createApp(service);
  const stolen = await getCode();
  expect(await oauthError(await exchange(stolen, {}, other))).toEqual(INVALID);
  const boss = await callerWithRole(service, { role: 'super_admin' });
  const { items } = await boss.ok<{ items: object[] }>(
    'GET',
    `/api/v1/audit-events?type=${TYPE}&outcome=refused&client_id=${other.id}`,
  );
  expect(items).toMatchObject([
    {
      actor: { type: 'client', client_id: other.id },
      address: '127.0.0.1',
      details: { reason: 'client_mismatch', grant_type: 'authorization_code', count: 1 },
    },
  ]);
  expect(JSON.stringify(items)).not.toContain(stolen);
});

test('CM21: each reason for which a code is refused', async () => {
  const wrong = createPkce();
  const code = await getCode();
  await exchange('never-was');
  await exchange(code, { code_verifier: wrong.verifier });
  await exchange(code, { redirect_uri: 'https://app.example.com/other' });
  expect((await exchange(code)).status).toBe(200);
  await exchange(code);
  expect(await reasons()).toEqual([
    ...['code_verifier_mismatch', 'redirect_uri_mismatch', 'reused', 'unknown_or_expired'],
  ]);
  const late = await getCode();
  service.advance(61_000);
  await exchange(late);
  expect((await reasons()).at(-1), 'an expired one').toBe('unknown_or_expired');
  expect(await refusals()).toHaveLength(5);
});

test('CM21: a refresh token that was used before, and one that has expired', async () => {
  const begin = async () => ((await codeFlow(service, app)) as Required<Tokens>).refresh_token;
  const token = await begin();
  expect((await postRefresh(service, app, token)).status).toBe(200);
  expect(await oauthError(await postRefresh(service, app, token))).toEqual(INVALID);
  const [reused] = await refusals();
  expect(reused).toMatchObject({
    userId: service.ana.id,
    details: { reason: 'reused', grant_type: 'refresh_token' },
  });
  const expired = await begin();
  service.advance(8 * 86_400_000);
  await postRefresh(service, app, expired);
  expect(await reasons()).toEqual(['reused', 'unknown_or_expired']);
});

test('CM21: what anybody can ask for in a public client’s name is nobody’s, and does not fill the disk', async () => {
  const open = await createApp(service, { confidential: false });
  for (let at = 0; at < 50; at++) {
    const form = {
      ...{ grant_type: 'authorization_code', client_id: open.id, code: `guess-${at}` },
      ...{ redirect_uri: 'https://app.example.com/callback', code_verifier: pkce.verifier },
    };
    expect(await oauthError(await postForm(service, '/oauth2/token', form))).toEqual(INVALID);
  }
  expect(await refusals()).toMatchObject([
    { actor: { type: 'anonymous' }, clientId: open.id, details: { count: 1 } },
  ]);
  service.advance(61_000);
  await exchange('never-was', {}, open);
  const counts = (await refusals()).map(({ details }) => details.count).toSorted();
  expect(counts).toEqual([1, 1, 49]);
});

test('CM21: a code that is asked for with a key, and exchanged without it', async () => {
  const key = await createProofKey();
  const { code } = await authorize(service, app, pkce, { dpop_jkt: key.thumbprint });
  expect(await oauthError(await exchange(code))).toEqual(INVALID);
  expect(await reasons()).toEqual(['key_mismatch']);
});

test('CM21: mistakes in the form of a token request are no refusals of a grant', async () => {
  await postForm(service, '/oauth2/token', { grant_type: 'authorization_code' });
  await exchange('', {});
  expect(await refusals()).toEqual([]);
});
