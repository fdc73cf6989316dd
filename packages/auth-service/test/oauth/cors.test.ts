import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  credentialsOf,
  oauthError,
  postClientCredentials,
  postForm,
} from '../support/oauth-requests.ts';
import { expectRefusal } from '../support/requests.ts';
import { DASHBOARD, startTestService, type TestService } from '../support/test-service.ts';

const SPA = 'https://spa.example.com';
const OTHER = 'https://other-spa.example.com';
const FOREIGN = ['https://evil.example', 'null', `${SPA}/`, `${SPA}.evil.example`, DASHBOARD];

let service: TestService;
let app: ReturnType<typeof credentialsOf>;
beforeAll(async () => {
  service = await startTestService();
  const create = (origin: string) =>
    service.administration.clients.createAppClient({
      name: 'SPA',
      redirectUris: [`${origin}/cb`],
      corsOrigins: [origin],
    });
  const { client, clientSecret = '' } = await create(SPA);
  app = credentialsOf(client.id, clientSecret);
  await create(OTHER);
});
afterAll(() => service.close());

const preflight = (path: string, origin: string) =>
  fetch(service.url + path, {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization',
    },
  });
const allowed = (response: Response) => response.headers.get('access-control-allow-origin');

test.each(['/oauth2/token', '/oauth2/revoke', '/oauth2/par', '/oauth2/userinfo'])(
  '47: preflights of %s',
  async (path) => {
    const answer = await preflight(path, SPA);
    expect(answer.status).toBe(204);
    expect(allowed(answer)).toBe(SPA);
    expect(answer.headers.get('access-control-allow-headers')).toBe(
      'Authorization, Content-Type, DPoP',
    );
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    for (const origin of FOREIGN) {
      const refused = await preflight(path, origin);
      await expectRefusal(refused, 403, 'origin_not_allowed');
      expect(allowed(refused)).toBeNull();
    }
  },
);

test('47: only an origin of the client itself may read an answer, good or bad', async () => {
  const from = (Origin: string) => postClientCredentials(service, app, {}, { Origin });
  const own = await from(SPA);
  expect(allowed(own)).toBe(SPA);
  expect(own.headers.get('vary')).toContain('Origin');
  expect(await oauthError(own)).toEqual([400, 'unauthorized_client']);
  for (const origin of [OTHER, ...FOREIGN]) expect(allowed(await from(origin))).toBeNull();
  const nobody = await postForm(service, '/oauth2/token', {}, { Origin: SPA });
  expect(allowed(nobody)).toBeNull();
  expect(allowed(await postClientCredentials(service, app))).toBeNull();
});

test('47: revocation alike', async () => {
  const from = (Origin: string) =>
    postForm(service, '/oauth2/revoke', { token: 'x' }, { Origin, Authorization: app.basic });
  expect(allowed(await from(SPA))).toBe(SPA);
  for (const origin of [OTHER, ...FOREIGN]) expect(allowed(await from(origin))).toBeNull();
});

test('introspection is for servers: no CORS at all', async () => {
  const response = await preflight('/oauth2/introspect', SPA);
  expect(response.status).toBe(405);
  expect(allowed(response)).toBeNull();
});

test.each([
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/oauth2/jwks',
])('%s may be read from every registered origin and every dashboard', async (path) => {
  const from = (origin: string) => fetch(service.url + path, { headers: { Origin: origin } });
  for (const origin of [SPA, OTHER, DASHBOARD]) expect(allowed(await from(origin))).toBe(origin);
  for (const origin of ['https://evil.example', 'null']) {
    const response = await from(origin);
    expect(response.status).toBe(200);
    expect(allowed(response)).toBeNull();
  }
});
