import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createDeviceClient,
  deviceCodes,
  poll,
  postDeviceAuthorization,
} from '../support/device-requests.ts';
import { createService, oauthError, postForm } from '../support/oauth-requests.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let clientId: string;
beforeAll(async () => {
  service = await startTestService();
  // Some seconds more or less are what is asked here.
  service.stopClock();
  clientId = await createDeviceClient(service);
});
afterAll(() => service.close());

test('OA4: a device gets its codes, and is told how often it may ask', async () => {
  const response = await postDeviceAuthorization(service, { client_id: clientId, scope: 'read' });
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const body = (await response.json()) as { user_code: string };
  expect(body).toEqual({
    device_code: expect.stringMatching(/^[\w-]{43,}$/),
    user_code: expect.stringMatching(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/),
    verification_uri: `${ISSUER}/device`,
    verification_uri_complete: `${ISSUER}/device?user_code=${body.user_code}`,
    expires_in: 600,
    interval: 5,
  });
});

test('49 a device whose user has not decided yet: authorization_pending', async () => {
  const codes = await deviceCodes(service, clientId);
  expect(await oauthError(await poll(service, clientId, codes))).toEqual([
    400,
    'authorization_pending',
  ]);
});

test('48 polling too fast: slow_down, and five seconds more from then on', async () => {
  const codes = await deviceCodes(service, clientId);
  const ask = async () => (await oauthError(await poll(service, clientId, codes)))[1];
  expect([await ask(), await ask()]).toEqual(['authorization_pending', 'slow_down']);
  service.advance(5_000);
  expect(await ask()).toBe('slow_down');
  service.advance(15_000);
  expect(await ask()).toBe('authorization_pending');
});

test('48 of twenty polls at once one is in time', async () => {
  const codes = await deviceCodes(service, clientId);
  const polls = Array.from({ length: 20 }, () => poll(service, clientId, codes).then(oauthError));
  const errors = (await Promise.all(polls)).map(([, error]) => error);
  expect(errors.toSorted()).toEqual([
    'authorization_pending',
    ...Array.from({ length: 19 }, () => 'slow_down'),
  ]);
});

test('53 a device code of another client: invalid_grant, and its device is not slowed down', async () => {
  const codes = await deviceCodes(service, clientId);
  const other = await createDeviceClient(service);
  expect(await oauthError(await poll(service, other, codes))).toEqual([400, 'invalid_grant']);
  expect((await oauthError(await poll(service, clientId, codes)))[1]).toBe('authorization_pending');
});

test('a device code that never was: invalid_grant', async () => {
  const answer = await poll(service, clientId, { device_code: 'x'.repeat(43) });
  expect(await oauthError(answer)).toEqual([400, 'invalid_grant']);
});

test('31 a client without the grant gets no codes: unauthorized_client', async () => {
  const { basic } = await createService(service);
  const answer = await postDeviceAuthorization(service, {}, { Authorization: basic });
  expect(await oauthError(answer)).toEqual([400, 'unauthorized_client']);
});

test.each([
  ['unknown', 'read everything'],
  ['not of this client', 'write'],
])('16 a scope that is %s: invalid_scope', async (_what, scope) => {
  const answer = await postDeviceAuthorization(service, { client_id: clientId, scope });
  expect(await oauthError(answer)).toEqual([400, 'invalid_scope']);
});

test.each([
  ['an unknown client', { client_id: 'nobody' }, 401, 'invalid_client'],
  ['no client', {}, 401, 'invalid_client'],
])('%s gets no codes', async (_what, form, status, error) => {
  const answer = await postDeviceAuthorization(service, form as Record<string, string>);
  expect(await oauthError(answer)).toEqual([status, error]);
});

test('a confidential device proves who it is', async () => {
  const confidential = await createDeviceClient(service, { confidential: true });
  const answer = await postDeviceAuthorization(service, { client_id: confidential });
  expect(await oauthError(answer)).toEqual([401, 'invalid_client']);
});

test('codes in a URL are refused', async () => {
  const url = `/oauth2/device_authorization?client_id=${clientId}`;
  expect(await oauthError(await postForm(service, url, {}))).toEqual([400, 'invalid_request']);
});

test('device codes are limited per address', async () => {
  const limited = await startTestService({
    limits: { device_authorizations_per_address: 2 },
    limitWindow: 3_600,
  });
  try {
    const id = await createDeviceClient(limited);
    await deviceCodes(limited, id);
    await deviceCodes(limited, id);
    const answer = await postDeviceAuthorization(limited, { client_id: id });
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(await oauthError(answer)).toEqual([429, 'slow_down']);
  } finally {
    await limited.close();
  }
});
