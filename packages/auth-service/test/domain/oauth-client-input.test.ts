import { expect, test } from 'vitest';
import { type AppClientInput, appClientFaults } from '../../src/domain/client/app-client-input.ts';
import {
  type ServiceClientInput,
  serviceClientFaults,
} from '../../src/domain/client/service-client-input.ts';

const APP: AppClientInput = { name: 'App', redirectUris: ['https://app.example.com/cb'] };
const SERVICE: ServiceClientInput = { name: 'Export', user: 'ana@example.com' };

const appFaults = (changes: object) =>
  appClientFaults({ ...APP, ...changes }).map(({ path, message }) => `${path}: ${message}`);
const serviceFaults = (changes: object) =>
  serviceClientFaults({ ...SERVICE, ...changes }).map(({ path, message }) => `${path}: ${message}`);

test('a name and a redirect URI make an app, a name and a subject a service', () => {
  expect(appFaults({})).toEqual([]);
  expect(serviceFaults({})).toEqual([]);
  const roles = [{ nodeType: 'team', nodeId: 'team_1', roleId: 'viewer' }];
  expect(serviceFaults({ user: undefined, roles })).toEqual([]);
});

test('everything that an app can have', () => {
  expect(
    appFaults({
      id: 'my-app',
      description: 'x'.repeat(500),
      clientUri: 'https://app.example.com',
      contact: 'ops@example.com',
      accessPreset: 'full',
      scopes: ['openid', 'read', 'write', 'offline_access'],
      accessTokenLifetime: 86_400,
      confidential: false,
      platform: 'native',
      grantTypes: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
      redirectUris: ['http://127.0.0.1/cb'],
      postLogoutRedirectUris: ['https://app.example.com/bye'],
      backchannelLogoutUri: 'https://app.example.com/signed-out',
      corsOrigins: ['https://app.example.com'],
      teamSelection: 'multiple',
      refreshToken: true,
      refreshTokenLifetime: 2_592_000,
      refreshGrace: 10,
    }),
  ).toEqual([]);
});

test.each([
  ['teamId', 'team_1', /^teamId: Does not apply to app clients\. Users choose the team/],
  ['userMode', 'static', /^userMode: Does not apply to app clients\./],
  ['allowedOrigins', ['https://x.example'], /^allowedOrigins: .*use corsOrigins/],
  ['user', 'ana@example.com', /^user: .*Make a service client/],
  ['colour', 'red', /^colour: Unknown field: remove it\./],
  ['id', '../x', /^id: A client ID has 3 to 64/],
  ['name', ' ', /^name: A name is required/],
  ['description', 'x'.repeat(501), /^description: At most 500 characters; this has 501/],
  ['clientUri', 'javascript:alert(1)', /^clientUri: Must be an https address/],
  ['contact', 'nobody', /^contact: Not an e-mail address/],
  ['accessPreset', 'some', /^accessPreset: One of read, full/],
  ['accessTokenLifetime', 59, /^accessTokenLifetime: .*from 60 to 2592000; this is 59/],
  ['accessTokenLifetime', 2_592_001, /^accessTokenLifetime: .*this is 2592001/],
  ['accessTokenLifetime', 60.5, /^accessTokenLifetime: /],
  ['scopes', [], /^scopes: Name at least one/],
  ['scopes', ['openid', 'everything'], /^scopes\.1: There is no scope "everything"/],
  ['scopes', ['write'], /^scopes\.0: The scope write needs the access preset full/],
  ['scopes', ['consumer'], /^scopes\.0: .*does not apply to app clients/],
  ['scopes', ['offline_access'], /^scopes\.0: .*switch refresh tokens on/],
  ['grantTypes', [], /^grantTypes: Name at least one/],
  ['grantTypes', ['client_credentials'], /^grantTypes\.0: .*Make a service client/],
  ['grantTypes', ['refresh_token'], /^grantTypes\.0: .*Switch refresh tokens on/],
  ['grantTypes', ['implicit'], /^grantTypes\.0: "implicit": One of/],
  ['redirectUris', [], /^redirectUris: .*needs at least one redirect URI/],
  [
    'redirectUris',
    ['http://x.example/cb'],
    /^redirectUris\.0: "http:\/\/x\.example\/cb": Plain http/,
  ],
  ['redirectUris', ['https://x.example/', 'https://x.example/'], /^redirectUris\.1: .*Named twice/],
  ['postLogoutRedirectUris', ['data:x'], /^postLogoutRedirectUris\.0: .*must be https/],
  ['backchannelLogoutUri', 'http://app.example.com/signed-out', /^backchannelLogoutUri: .*https/],
  ['corsOrigins', ['https://x.example/'], /^corsOrigins\.0: .*trailing slash/],
  ['corsOrigins', ['*'], /^corsOrigins\.0: .*wildcard/],
  ['platform', 'phone', /^platform: One of web, native/],
  ['teamSelection', 'all', /^teamSelection: One of single, multiple/],
  ['refreshTokenLifetime', 3600, /^refreshTokenLifetime: Refresh tokens are off/],
  ['refreshGrace', 5, /^refreshGrace: Refresh tokens are off/],
])('CM1: an app with %s %j', (field, value, fault) => {
  expect(appFaults({ [field]: value })).toEqual([expect.stringMatching(fault)]);
});

test('a grace window has 10 seconds at most', () => {
  expect(appFaults({ refreshToken: true, refreshGrace: 11 })).toEqual([
    'refreshGrace: A whole number of seconds from 0 to 10; this is 11.',
  ]);
});

test('an app for devices only has nothing to redirect', () => {
  const grantTypes = ['urn:ietf:params:oauth:grant-type:device_code'];
  expect(appFaults({ grantTypes })).toEqual([
    expect.stringMatching(/^redirectUris: Does not apply/),
  ]);
  expect(appFaults({ grantTypes, redirectUris: undefined })).toEqual([]);
});

test.each([
  ['redirectUris', ['https://x.example/'], /^redirectUris: Does not apply to service clients/],
  ['confidential', false, /^confidential: Does not apply .* always has a secret/],
  ['grantTypes', ['client_credentials'], /^grantTypes: .*exactly one grant/],
  ['refreshToken', true, /^refreshToken: .*no refresh tokens/],
  ['scopes', ['openid'], /^scopes\.0: .*does not apply to service clients/],
  ['scopes', ['management'], /^scopes\.0: .*needs the access preset full/],
  ['user', undefined, /^user: Name the user as whom it acts, or at least one role/],
  ['roles', [{ nodeType: 'team', nodeId: 'a', roleId: 'b' }], /^roles: It acts as a user/],
])('CM1: a service with %s %j', (field, value, fault) => {
  expect(serviceFaults({ [field]: value })).toEqual([expect.stringMatching(fault)]);
});

test('CM17: one role per node', () => {
  const role = { nodeType: 'team', nodeId: 'team_1', roleId: 'viewer' };
  const roles = [role, { ...role, roleId: 'editor' }];
  expect(serviceFaults({ user: undefined, roles })).toEqual([
    'roles.1: There is a role at team team_1 already: one per node.',
  ]);
});
