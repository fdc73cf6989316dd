import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBrowser } from '../support/browser.ts';
import {
  allow,
  createApp,
  createPkce,
  postCode,
  REDIRECT_URI,
  signIn,
  startServiceWithApp,
} from '../support/code-flow.ts';
import { type Credentials, oauthError, postForm } from '../support/oauth-requests.ts';
import { createProofKey } from '../support/proof-key.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let app: Credentials;
const pkce = createPkce();
beforeAll(async () => {
  ({ service, app } = await startServiceWithApp());
});
afterAll(() => service.close());

const push = (changes: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  postForm(
    service,
    '/oauth2/par',
    {
      response_type: 'code',
      client_id: app.id,
      redirect_uri: REDIRECT_URI,
      scope: 'openid read',
      state: 'pushed',
      code_challenge: pkce.challenge,
      code_challenge_method: 'S256',
      ...changes,
    },
    { Authorization: app.basic, ...headers },
  );

const pushed = async (headers: Record<string, string> = {}): Promise<string> => {
  const response = await push({}, headers);
  const body = (await response.json()) as { request_uri: string; expires_in: number };
  expect(response.status, JSON.stringify(body)).toBe(201);
  expect(body.expires_in).toBe(60);
  return body.request_uri;
};

test('86 a copy of the database tells nothing of a request that was pushed', async () => {
  expect((await push({ state: 'state-to-hide', login_hint: 'hint@to.hide' })).status).toBe(201);
  const database = new DatabaseSync(service.database, { readOnly: true });
  const rows = database
    .prepare("select payload from oauth_artifacts where kind = 'PushedAuthorizationRequest'")
    .all();
  database.close();
  expect(rows.length).toBeGreaterThan(0);
  for (const { payload } of rows) {
    expect(() => JSON.parse(`${payload}`) as unknown).toThrow();
    expect(`${payload}`).not.toContain(app.id);
  }
});

const address = (request_uri: string, client_id = app.id) =>
  `/oauth2/authorize?${new URLSearchParams({ client_id, request_uri })}`;

test('OA14 a request that was pushed is asked for by its name, once', async () => {
  const request_uri = await pushed();
  const browser = createBrowser(service);
  await browser.open(address(request_uri));
  await signIn(browser);
  const answer = await allow(browser, service.team.id);
  const { code = '', state, iss } = Object.fromEntries(answer.url.searchParams);
  expect({ state, iss }).toEqual({ state: 'pushed', iss: ISSUER });
  const exchanged = await postCode(service, app, { code, verifier: pkce.verifier });
  expect(exchanged.status).toBe(200);
  const again = await browser.open(address(request_uri));
  expect(again.url.searchParams.get('error')).toBe('invalid_request_uri');
});

test('two browsers with one pushed request: the first to finish has it', async () => {
  const request_uri = await pushed();
  const browsers = [createBrowser(service), createBrowser(service)];
  for (const browser of browsers) {
    await browser.open(address(request_uri));
    await signIn(browser);
  }
  const answers = await Promise.all(browsers.map((browser) => allow(browser, service.team.id)));
  const codes = answers.filter(({ url }) => url.searchParams.has('code'));
  expect(codes).toHaveLength(1);
  const refused = answers.find((answer) => answer !== codes[0]);
  expect(refused?.url.searchParams.get('error')).toBe('invalid_request_uri');
});

test('it is another client’s to nobody, and old after a minute', async () => {
  const other = await createApp(service);
  const stolen = await createBrowser(service).open(address(await pushed(), other.id));
  expect([stolen.left, stolen.url.searchParams.has('error')]).toEqual([true, true]);
  const own = await startTestService();
  try {
    const client = await createApp(own);
    const form = {
      response_type: 'code',
      client_id: client.id,
      redirect_uri: REDIRECT_URI,
      code_challenge: pkce.challenge,
      code_challenge_method: 'S256',
    };
    const headers = { Authorization: client.basic };
    const response = await postForm(own, '/oauth2/par', form, headers);
    const { request_uri } = (await response.json()) as { request_uri: string };
    own.advance(60_001);
    const late = await createBrowser(own).open(address(request_uri, client.id));
    expect(late.url.searchParams.get('error')).toBe('invalid_request_uri');
  } finally {
    await own.close();
  }
});

test.each([
  ['redirect_uri', 'https://evil.example/', 'invalid_request'],
  ['scope', 'everything', 'invalid_scope'],
  ['scope', 'openid write', 'invalid_scope'],
  ['code_challenge_method', 'plain', 'invalid_request'],
  ['response_type', 'token', 'unsupported_response_type'],
  ['request_uri', 'urn:ietf:params:oauth:request_uri:x', 'request_uri_not_supported'],
])('a wrong %s is refused where it is pushed', async (name, value, error) => {
  const response = await push({ [name]: value });
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await oauthError(response)).toEqual([400, error]);
});

test('a client that does not prove who it is pushes nothing', async () => {
  expect(await oauthError(await push({}, { Authorization: 'Basic x' }))).toEqual([
    400,
    'invalid_request',
  ]);
  const { basic } = await createApp(service);
  expect(await oauthError(await push({}, { Authorization: basic }))).toEqual([
    400,
    'invalid_request',
  ]);
  const wrong = `Basic ${Buffer.from(`${app.id}:wrong`).toString('base64')}`;
  const refused = await push({}, { Authorization: wrong });
  expect(refused.headers.get('www-authenticate')).toMatch(/^Basic /);
  expect(await oauthError(refused)).toEqual([401, 'invalid_client']);
});

test('45 a key that a request was pushed with binds its code', async () => {
  const key = await createProofKey();
  const request_uri = await pushed({ DPoP: await key.proof(`${ISSUER}/oauth2/par`) });
  const browser = createBrowser(service);
  await browser.open(address(request_uri));
  await signIn(browser);
  const answer = await allow(browser, service.team.id);
  const code = answer.url.searchParams.get('code') ?? '';
  const unproven = await postCode(service, app, { code, verifier: pkce.verifier });
  expect(await oauthError(unproven)).toEqual([400, 'invalid_grant']);
});
