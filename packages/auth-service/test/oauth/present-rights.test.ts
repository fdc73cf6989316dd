import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEVICE_GRANT } from '../../src/domain/client/oauth-client.ts';
import { artifactKey } from '../../src/domain/oauth-artifact/oauth-artifact.ts';
import {
  authorize,
  codeFlow,
  createApp,
  createPkce,
  giveAnaAPassword,
  postCode,
  postRefresh,
  type Tokens,
} from '../support/code-flow.ts';
import {
  connectDevice,
  createDeviceClient,
  deviceCodes,
  poll,
} from '../support/device-requests.ts';
import {
  type Credentials,
  credentialsOf,
  introspection,
  oauthError,
} from '../support/oauth-requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

type Granted = Required<Tokens>;
type Scope = 'openid' | 'email' | 'read' | 'write';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await giveAnaAPassword(service);
});
afterAll(() => service.close());

const ALL: Scope[] = ['openid', 'email', 'read', 'write'];
const scope = ALL.join(' ');
const fullApp = (): Promise<Credentials> =>
  createApp(service, { refreshToken: true, accessPreset: 'full', scopes: ALL });
const update = (
  { id }: Pick<Credentials, 'id'>,
  patch: Parameters<TestService['administration']['clients']['update']>[1],
) => service.administration.clients.update(id, patch);
const granted = async (response: Response): Promise<Granted> => {
  const body = (await response.json()) as Granted;
  expect(response.status, JSON.stringify(body)).toBe(200);
  return body;
};
/** As the database has it, whatever introspection makes of it. */
const stored = async (kind: 'AccessToken' | 'RefreshToken', token: string): Promise<unknown> => {
  const found = await service.storage.stores.oauthArtifacts.find(kind, artifactKey(token));
  return (JSON.parse(found?.payload ?? '{}') as { scope?: unknown }).scope;
};

test('OA9 a refresh gives and names only the scopes that the client still has', async () => {
  const app = await fullApp();
  const first = (await codeFlow(service, app, { scope })) as Granted;
  expect(first.scope).toBe(scope);
  await update(app, { accessPreset: 'read', scopes: ['openid', 'read'] });
  const second = await granted(await postRefresh(service, app, first.refresh_token));
  expect(second.scope).toBe('openid read');
  expect(await stored('AccessToken', second.access_token)).toBe('openid read');
  // Asked for by name it is left out too: libraries repeat what they asked for first.
  const third = await granted(await postRefresh(service, app, second.refresh_token, { scope }));
  expect(third.scope).toBe('openid read');
  await update(app, { scopes: ['read'] });
  const fourth = await granted(await postRefresh(service, app, third.refresh_token));
  expect([fourth.scope, fourth.id_token]).toEqual(['read', undefined]);
});

test('OA9 a refresh token keeps what the user allowed: a scope that is given back counts again', async () => {
  const app = await fullApp();
  const first = (await codeFlow(service, app, { scope })) as Granted;
  await update(app, { accessPreset: 'read', scopes: ['read'] });
  const second = await granted(await postRefresh(service, app, first.refresh_token));
  expect(await stored('RefreshToken', second.refresh_token)).toBe(scope);
  expect(await introspection(service, second.refresh_token, app.basic)).toMatchObject({
    scope: 'read',
  });
  await update(app, { accessPreset: 'full', scopes: ALL });
  const third = await granted(await postRefresh(service, app, second.refresh_token));
  expect(third.scope).toBe(scope);
  expect(third.id_token).toBeDefined();
});

test('OA9 a scope that is lost between consent and exchange is in no token of the code', async () => {
  const app = await fullApp();
  const pkce = createPkce();
  const { code } = await authorize(service, app, pkce, { scope });
  await update(app, { accessPreset: 'read', scopes: ['email', 'read'] });
  const answer = await postCode(service, app, { code, verifier: pkce.verifier });
  const tokens = await granted(answer);
  expect([tokens.scope, tokens.id_token]).toEqual(['email read', undefined]);
  expect(await stored('AccessToken', tokens.access_token)).toBe('email read');
});

test('OA9 a scope that is lost before a device asks is in no token of the device', async () => {
  const id = await createDeviceClient(service, {
    refreshToken: true,
    accessPreset: 'full',
    scopes: ALL,
  });
  const codes = await deviceCodes(service, id, { scope });
  await connectDevice(service, codes);
  await update({ id }, { accessPreset: 'read', scopes: ['openid', 'read'] });
  const tokens = await granted(await poll(service, id, codes));
  expect(tokens.scope).toBe('openid read');
  expect(await stored('AccessToken', tokens.access_token)).toBe('openid read');
});

test('a client that has none of the scopes any more is invalid_scope, and uses nothing up', async () => {
  const app = await fullApp();
  const pkce = createPkce();
  const { code } = await authorize(service, app, pkce, { scope: 'openid read' });
  const exchange = () => postCode(service, app, { code, verifier: pkce.verifier });
  await update(app, { scopes: ['email'] });
  expect(await oauthError(await exchange())).toEqual([400, 'invalid_scope']);
  await update(app, { scopes: ALL });
  const { refresh_token } = await granted(await exchange());
  await update(app, { scopes: ['email'] });
  const refresh = () => postRefresh(service, app, refresh_token);
  expect(await oauthError(await refresh())).toEqual([400, 'invalid_scope']);
  await update(app, { scopes: ALL });
  await granted(await refresh());
});

test('a refresh token of a grant type that its client lost is unauthorized_client, until it has it again', async () => {
  const app = await fullApp();
  const { refresh_token } = (await codeFlow(service, app)) as Granted;
  const refresh = () => postRefresh(service, app, refresh_token);
  await update(app, { grantTypes: [DEVICE_GRANT], redirectUris: [] });
  expect(await oauthError(await refresh())).toEqual([400, 'unauthorized_client']);
  expect(await introspection(service, refresh_token, app.basic)).toEqual({ active: false });
  await update(app, {
    grantTypes: ['authorization_code', DEVICE_GRANT],
    redirectUris: ['https://app.example.com/callback'],
  });
  const next = await granted(await refresh());
  expect((await introspection(service, next.refresh_token, app.basic)).active).toBe(true);
  // A token that was rotated meanwhile names both grants; it is the first that counts.
  await update(app, { grantTypes: [DEVICE_GRANT], redirectUris: [] });
  const again = await postRefresh(service, app, next.refresh_token);
  expect(await oauthError(again)).toEqual([400, 'unauthorized_client']);
});

test('the same for the device grant, and for refresh tokens as such', async () => {
  const id = await createDeviceClient(service, { refreshToken: true });
  const device = credentialsOf(id, '');
  const codes = await deviceCodes(service, id, { scope: 'openid read' });
  await connectDevice(service, codes);
  const { refresh_token } = await granted(await poll(service, id, codes));
  const refresh = () => postRefresh(service, device, refresh_token);
  await update(device, {
    grantTypes: ['authorization_code'],
    redirectUris: ['https://app.example.com/callback'],
  });
  expect(await oauthError(await refresh())).toEqual([400, 'unauthorized_client']);
  await update(device, { grantTypes: [DEVICE_GRANT], redirectUris: [], refreshToken: false });
  expect(await oauthError(await refresh())).toEqual([400, 'unauthorized_client']);
  await update(device, { refreshToken: true });
  await granted(await refresh());
});
