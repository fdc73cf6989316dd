import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectRefusal } from '../support/requests.ts';
import { DASHBOARD, PORTAL, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const policy = (clientId: string, headers: Record<string, string> = {}) =>
  fetch(`${service.url}/embed/frame-policy?client_id=${encodeURIComponent(clientId)}`, { headers });

test('74: exactly the client’s allowed origins, cacheable for 30 seconds', async () => {
  const { id } = service.dynamic.client;
  const response = await policy(id);
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('public, max-age=30');
  expect(await response.json()).toEqual({ client_id: id, allowed_origins: [PORTAL] });
  const etag = response.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[\w-]+"$/);
  expect((await policy(id, { 'If-None-Match': etag })).status).toBe(304);
  await service.administration.clients.setAllowedOrigins(id, [PORTAL, 'https://b.example']);
  const changed = await policy(id, { 'If-None-Match': etag });
  expect(changed.status).toBe(200);
  expect(await changed.json()).toMatchObject({ allowed_origins: ['https://b.example', PORTAL] });
});

test('unknown, inactive, revoked and other clients: 200 with nobody', async () => {
  const { client } = await service.administration.clients.createEmbeddedClient({
    name: 'Off',
    teamId: service.team.id,
    userMode: 'dynamic',
    allowedOrigins: [PORTAL],
  });
  const { clients } = service.storage.stores;
  await service.administration.clients.createAppClient({
    id: 'app_client',
    name: 'App',
    redirectUris: [`${PORTAL}/callback`],
    corsOrigins: [PORTAL],
  });
  const expectNobody = async (id: string) => {
    const response = await policy(id);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ client_id: id, allowed_origins: [] });
  };
  await expectNobody('cli_unknown');
  await expectNobody('<script>');
  await expectNobody('app_client');
  await service.administration.clients.pause(client.id);
  await expectNobody(client.id);
  await clients.setStatus(client.id, 'revoked');
  await expectNobody(client.id);
});

test('a frame reads it through CORS, others do not', async () => {
  const { id } = service.dynamic.client;
  const frame = await policy(id, { Origin: DASHBOARD });
  expect(frame.headers.get('access-control-allow-origin')).toBe(DASHBOARD);
  const foreign = await policy(id, { Origin: 'https://evil.example' });
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  expect(foreign.headers.get('vary')).toContain('Origin');
});

test('client_id missing, empty, twice or overlong', async () => {
  for (const query of [
    '',
    '?client_id=',
    '?client_id=a&client_id=b',
    `?client_id=${'x'.repeat(300)}`,
  ]) {
    const response = await fetch(`${service.url}/embed/frame-policy${query}`);
    const { errors } = await expectRefusal(response, 400, 'invalid_request');
    expect(errors?.[0]?.path).toBe('client_id');
  }
});
