import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { authorize, createPkce, giveAnaAPassword, postCode } from '../support/code-flow.ts';
import { deviceCodes } from '../support/device-requests.ts';
import { credentialsOf, oauthError } from '../support/oauth-requests.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

const CALLBACK = 'https://app.example.com/callback';

interface Registered {
  client_id: string;
  client_secret?: string;
  registration_access_token: string;
  registration_client_uri: string;
  [field: string]: unknown;
}

let service: TestService;
let initialToken: string;
beforeAll(async () => {
  service = await startTestService({
    dynamicRegistration: 'token',
    limits: { registrations_per_address: false },
  });
  await giveAnaAPassword(service);
  const { registrationTokens } = service.administration;
  initialToken = (await registrationTokens.create({ name: 'Partner' })).secret;
});
afterAll(() => service.close());

const send = (
  to: { of?: TestService; method?: string; path?: string; token?: string | undefined },
  body?: unknown,
): Promise<Response> => {
  const { of = service, method = 'POST', path = '/oauth2/register', token } = to;
  return fetch(of.url + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
};

async function register(metadata: object, of = service): Promise<Registered> {
  const token = of === service ? initialToken : undefined;
  const response = await send({ of, token }, { redirect_uris: [CALLBACK], ...metadata });
  const body = (await response.json()) as Registered;
  expect(response.status, JSON.stringify(body)).toBe(201);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return body;
}

const manage = (
  { registration_client_uri, registration_access_token: token }: Registered,
  method: string,
  body?: unknown,
  of = service,
): Promise<Response> =>
  send({ of, method, path: new URL(registration_client_uri).pathname, token }, body);

test('off by default: there is no such endpoint, and no metadata name one', async () => {
  const closed = await startTestService();
  try {
    expect((await send({ of: closed }, { redirect_uris: [CALLBACK] })).status).toBe(404);
    const metadata = await fetch(`${closed.url}/.well-known/oauth-authorization-server`);
    expect(await metadata.json()).not.toHaveProperty('registration_endpoint');
  } finally {
    await closed.close();
  }
});

test('OA14: a client registers itself and is told what was made of its words', async () => {
  const registered = await register({
    client_name: 'Reports',
    client_uri: 'https://app.example.com',
    contacts: ['not an address', 'ops@app.example.com'],
    grant_types: ['authorization_code', 'refresh_token'],
    scope: 'openid read offline_access',
    post_logout_redirect_uris: ['https://app.example.com/bye'],
    backchannel_logout_uri: 'https://app.example.com/signed-out',
    // Not understood, and so not kept.
    logo_uri: 'http://169.254.169.254/latest',
    jwks_uri: 'http://169.254.169.254/keys',
    'client_name#nb': 'Rapporter',
  });
  expect(registered).toEqual({
    client_id: expect.stringMatching(/^cli_/),
    client_id_issued_at: expect.any(Number),
    client_secret: expect.stringMatching(/^csm_sk_/),
    client_secret_expires_at: expect.any(Number),
    registration_access_token: expect.stringMatching(/^csm_rt_/),
    registration_client_uri: `${ISSUER}/oauth2/register/${registered.client_id}`,
    client_name: 'Reports',
    client_uri: 'https://app.example.com',
    contacts: ['ops@app.example.com'],
    application_type: 'web',
    redirect_uris: [CALLBACK],
    post_logout_redirect_uris: ['https://app.example.com/bye'],
    backchannel_logout_uri: 'https://app.example.com/signed-out',
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    scope: 'offline_access openid read',
  });
  const { client_id, client_secret = '' } = registered;
  const pkce = createPkce();
  const { code } = await authorize(service, { id: client_id }, pkce);
  const credentials = credentialsOf(client_id, client_secret);
  const exchanged = await postCode(service, credentials, { code, verifier: pkce.verifier });
  expect(exchanged.status).toBe(200);
});

test('OA13: oauth4webapi registers a client', async () => {
  const options = {
    [oauth.customFetch]: (url: string, init: object) =>
      fetch(url.replace(ISSUER, service.url), init),
  };
  const issuer = new URL(ISSUER);
  const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...options });
  const server = await oauth.processDiscoveryResponse(issuer, found);
  const response = await oauth.dynamicClientRegistrationRequest(
    server,
    { redirect_uris: [CALLBACK], client_name: 'Library' },
    { initialAccessToken: initialToken, ...options },
  );
  const client = await oauth.processDynamicClientRegistrationResponse(response);
  expect(client).toMatchObject({ client_name: 'Library', scope: expect.stringContaining('read') });
});

test('a public client on a device gets no secret, and starts at once', async () => {
  const registered = await register({
    redirect_uris: undefined,
    token_endpoint_auth_method: 'none',
    grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
    response_types: [],
  });
  expect(registered).not.toHaveProperty('client_secret');
  expect(registered).toMatchObject({ client_name: 'Unnamed application', response_types: [] });
  await deviceCodes(service, registered.client_id);
});

test.each([
  ['none', () => undefined],
  ['a wrong one', () => 'csm_it_wrong'],
  ['an administrator’s access token of another kind', () => 'csm_sk_x'],
])('without an initial access token (%s) nobody registers: 401', async (_what, token) => {
  const response = await send({ token: token() }, { redirect_uris: [CALLBACK] });
  expect(response.headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
  expect(await oauthError(response)).toEqual([401, 'invalid_token']);
});

test('a revoked and an expired initial access token register nobody', async () => {
  const { registrationTokens } = service.administration;
  const revoked = await registrationTokens.create({ name: 'Revoked' });
  await registrationTokens.revoke(revoked.token.id);
  expect((await send({ token: revoked.secret }, { redirect_uris: [CALLBACK] })).status).toBe(401);
  const short = await registrationTokens.create({ name: 'Short', hours: 1 });
  service.advance(3_600_000);
  expect((await send({ token: short.secret }, { redirect_uris: [CALLBACK] })).status).toBe(401);
});

test.each([
  ['client credentials', { grant_types: ['client_credentials'] }, 'invalid_client_metadata'],
  [
    'challenge codes: never an embedded client',
    { grant_types: ['urn:casement:oauth:grant-type:challenge-code'] },
    'invalid_client_metadata',
  ],
  ['the implicit grant', { grant_types: ['implicit'] }, 'invalid_client_metadata'],
  ['tokens in the answer', { response_types: ['token'] }, 'invalid_client_metadata'],
  [
    'a key of its own',
    { token_endpoint_auth_method: 'private_key_jwt' },
    'invalid_client_metadata',
  ],
  ['writing, with a token for reading', { scope: 'read write' }, 'invalid_client_metadata'],
  ['an unknown scope', { scope: 'everything' }, 'invalid_client_metadata'],
  ['a script as its page', { client_uri: 'javascript:alert(1)' }, 'invalid_client_metadata'],
  ['a name that is none', { client_name: 7 }, 'invalid_client_metadata'],
  ['plain http', { redirect_uris: ['http://app.example.com/cb'] }, 'invalid_redirect_uri'],
  ['a wildcard', { redirect_uris: ['https://*.example.com/cb'] }, 'invalid_redirect_uri'],
  ['a fragment', { redirect_uris: [`${CALLBACK}#x`] }, 'invalid_redirect_uri'],
  ['no redirect URI', { redirect_uris: [] }, 'invalid_redirect_uri'],
])('%s: 400, and no client is made', async (_what, metadata, error) => {
  const before = await service.administration.audit.list({ type: 'client.registered' });
  const body = { redirect_uris: [CALLBACK], ...metadata };
  expect(await oauthError(await send({ token: initialToken }, body))).toEqual([400, error]);
  expect(await service.administration.audit.list({ type: 'client.registered' })).toEqual(before);
});

test('a fault names the field as the client did', async () => {
  const body = { redirect_uris: [CALLBACK], scope: 'everything', client_uri: 'ftp://x' };
  const answer = (await (await send({ token: initialToken }, body)).json()) as {
    errors: { path: string }[];
  };
  expect(answer.errors.map(({ path }) => path)).toEqual(['client_uri', 'scope.0']);
});

test('what says that it is an embedded client is an app all the same', async () => {
  const { client_id } = await register({
    type: 'embedded',
    user_mode: 'dynamic',
    allowed_origins: ['https://evil.example'],
    casement: { type: 'embedded', corsOrigins: ['https://evil.example'] },
  });
  const client = await service.administration.clients.get(client_id);
  expect(client).toMatchObject({ type: 'app', accessPreset: 'read', corsOrigins: [] });
});

test('with a token for full access a client may ask to write', async () => {
  const { secret } = await service.administration.registrationTokens.create({
    name: 'Trusted partner',
    accessPreset: 'full',
  });
  const response = await send(
    { token: secret },
    { redirect_uris: [CALLBACK], scope: 'read write' },
  );
  expect(await response.json()).toMatchObject({ scope: 'read write' });
});

test('a client reads what it registered, but not its secret', async () => {
  const registered = await register({ client_name: 'Reader' });
  const response = await manage(registered, 'GET');
  expect(response.status).toBe(200);
  const { client_secret: _, client_secret_expires_at: __, ...information } = registered;
  expect(await response.json()).toEqual(information);
});

test('a client replaces what it registered; what it leaves out goes back to the default', async () => {
  const registered = await register({
    client_name: 'Before',
    client_uri: 'https://app.example.com',
    grant_types: ['authorization_code', 'refresh_token'],
  });
  const response = await manage(registered, 'PUT', {
    client_id: registered.client_id,
    client_secret: registered.client_secret,
    client_name: 'After',
    redirect_uris: ['https://app.example.com/other'],
  });
  const body = (await response.json()) as object;
  expect(response.status, JSON.stringify(body)).toBe(200);
  expect(body).toMatchObject({
    client_name: 'After',
    redirect_uris: ['https://app.example.com/other'],
    grant_types: ['authorization_code'],
  });
  expect(body).not.toHaveProperty('client_uri');
});

test('an update keeps what administrators decided: no more access, no other teams, no other limit', async () => {
  const registered = await register({});
  const { clients } = service.administration;
  const { client_id } = registered;
  await clients.update(client_id, {
    teamRestriction: { teamIds: [service.team.id] },
    accessTokenLifetime: 600,
    requestsPerMinute: 30,
  });
  const body = { client_id, redirect_uris: [CALLBACK], client_name: 'Renamed' };
  expect((await manage(registered, 'PUT', body)).status).toBe(200);
  expect(await clients.get(client_id)).toMatchObject({
    name: 'Renamed',
    teamRestriction: { teamIds: [service.team.id] },
    accessTokenLifetime: 600,
    requestsPerMinute: 30,
  });
  const more = { client_id, redirect_uris: [CALLBACK], scope: 'write' };
  expect((await manage(registered, 'PUT', more)).status).toBe(400);
});

test('scopes that an administrator took away are not asked back by an update', async () => {
  const registered = await register({ grant_types: ['authorization_code', 'refresh_token'] });
  const { clients } = service.administration;
  const { client_id } = registered;
  await clients.update(client_id, { scopes: ['openid', 'read'] });
  const body = { client_id, redirect_uris: [CALLBACK], client_name: 'Renamed' };
  expect((await manage(registered, 'PUT', body)).status).toBe(200);
  expect(await clients.get(client_id)).toMatchObject({ scopes: ['openid', 'read'] });
  const more = await manage(registered, 'PUT', { ...body, scope: 'openid email' });
  expect(await oauthError(more)).toEqual([400, 'invalid_client_metadata']);
  const refreshing = {
    ...body,
    grant_types: ['authorization_code', 'refresh_token'],
    scope: 'openid offline_access',
  };
  expect((await manage(registered, 'PUT', refreshing)).status).toBe(200);
});

test.each([
  ['without its ID', () => ({})],
  ['with another ID', () => ({ client_id: 'cli_other' })],
  ['with a wrong secret', (client_id: string) => ({ client_id, client_secret: 'wrong' })],
  [
    'with what only the server says',
    (client_id: string) => ({ client_id, client_id_issued_at: 1 }),
  ],
  [
    'from confidential to public',
    (client_id: string) => ({ client_id, token_endpoint_auth_method: 'none' }),
  ],
])('an update %s: 400, and nothing changes', async (_what, fields) => {
  const registered = await register({ client_name: 'Same' });
  const body = { client_name: 'Other', redirect_uris: [CALLBACK], ...fields(registered.client_id) };
  const response = await manage(registered, 'PUT', body);
  expect(await oauthError(response)).toEqual([400, 'invalid_client_metadata']);
  expect(await (await manage(registered, 'GET')).json()).toMatchObject({ client_name: 'Same' });
});

test('a client takes itself away, and is gone at once', async () => {
  const registered = await register({});
  expect((await manage(registered, 'DELETE')).status).toBe(204);
  for (const method of ['GET', 'DELETE']) {
    expect((await manage(registered, method)).status).toBe(401);
  }
  await expect(service.administration.clients.get(registered.client_id)).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('a client manages itself only, with its own token only', async () => {
  const [one, other] = [await register({}), await register({})];
  for (const registration_access_token of [
    other.registration_access_token,
    initialToken,
    one.client_secret ?? '',
  ]) {
    const response = await manage({ ...one, registration_access_token }, 'GET');
    expect(await oauthError(response)).toEqual([401, 'invalid_token']);
  }
  expect((await manage(one, 'GET')).status).toBe(200);
});

test('a revoked client manages itself no more', async () => {
  const registered = await register({});
  await service.administration.clients.revoke(registered.client_id);
  expect((await manage(registered, 'GET')).status).toBe(401);
});

test('81 neither log nor audit nor database hold a token or a secret', async () => {
  const { client_secret = '', registration_access_token } = await register({});
  const { existsSync, readFileSync } = await import('node:fs');
  const files = ['', '-wal'].map((suffix) => service.database + suffix).filter(existsSync);
  const kept = files.map((file) => readFileSync(file, 'latin1')).join('') + service.log();
  for (const secret of [client_secret, registration_access_token, initialToken]) {
    expect(secret).toMatch(/^csm_/);
    expect(kept.includes(secret)).toBe(false);
  }
});

test('with approval everybody registers, and waits until somebody resumes the client', async () => {
  const open = await startTestService({ dynamicRegistration: 'approval' });
  try {
    const device = { grant_types: ['urn:ietf:params:oauth:grant-type:device_code'] };
    const registered = await register(
      { ...device, redirect_uris: undefined, token_endpoint_auth_method: 'none' },
      open,
    );
    const { client_id } = registered;
    const ask = () =>
      fetch(`${open.url}/oauth2/device_authorization`, {
        method: 'POST',
        body: new URLSearchParams({ client_id }),
      });
    expect(await oauthError(await ask())).toEqual([401, 'invalid_client']);
    // Meanwhile it sees what it registered.
    expect((await manage(registered, 'GET', undefined, open)).status).toBe(200);
    await open.administration.clients.resume(client_id);
    expect((await ask()).status).toBe(200);
    expect(
      (await send({ of: open, token: 'csm_it_wrong' }, { redirect_uris: [CALLBACK] })).status,
    ).toBe(401);
  } finally {
    await open.close();
  }
});

test('with approval a client that changes itself waits again, and one that changes nothing does not', async () => {
  const open = await startTestService({ dynamicRegistration: 'approval' });
  try {
    const registered = await register({ client_name: 'Harmless' }, open);
    const { client_id } = registered;
    const { clients } = open.administration;
    await clients.resume(client_id);
    const same = { client_id, client_name: 'Harmless', redirect_uris: [CALLBACK] };
    expect((await manage(registered, 'PUT', same, open)).status).toBe(200);
    expect(await clients.get(client_id)).toMatchObject({ status: 'active' });
    for (const change of [
      { client_name: 'Nordlys administration' },
      { client_name: 'Harmless', redirect_uris: ['https://evil.example/callback'] },
    ]) {
      const response = await manage(registered, 'PUT', { ...same, ...change }, open);
      expect(response.status).toBe(200);
      expect(await clients.get(client_id)).toMatchObject({ status: 'inactive' });
      await clients.resume(client_id);
    }
  } finally {
    await open.close();
  }
});

test('registrations are limited per address', async () => {
  const limited = await startTestService({
    dynamicRegistration: 'approval',
    limits: { registrations_per_address: 1 },
    limitWindow: 3_600,
  });
  try {
    await register({}, limited);
    const response = await send({ of: limited }, { redirect_uris: [CALLBACK] });
    expect(await oauthError(response)).toEqual([429, 'slow_down']);
  } finally {
    await limited.close();
  }
});

test('CM19: who manages clients of some teams only lets nobody register', async () => {
  const { directory, as } = service.administration;
  const max = await directory.createUser({ email: 'max@example.com', name: 'Max' });
  await directory.setMembership({ teamId: service.team.id, user: max.id, roleId: 'admin' });
  const { registrationTokens } = as({ type: 'user', userId: max.id });
  const refused = { code: 'permission_required' };
  await expect(registrationTokens.create({ name: 'Mine' })).rejects.toMatchObject(refused);
  await expect(registrationTokens.list()).rejects.toMatchObject(refused);
});
