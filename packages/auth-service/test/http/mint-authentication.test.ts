import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectRefusal, mintBody, postMint } from '../support/requests.ts';
import { basicAuth, PORTAL, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

test('unknown client and wrong, expired or revoked secret: one answer, byte for byte', async () => {
  const { client } = service.dynamic;
  const { clients } = service.storage.stores;
  const rotated = await service.administration.clients.createEmbeddedClient({
    name: 'Rotated',
    teamId: service.team.id,
    userMode: 'dynamic',
    allowedOrigins: [PORTAL],
  });
  await service.administration.clients.secrets.rotate(rotated.client.id);
  const revoked = await service.administration.clients.createEmbeddedClient({
    name: 'Revoked secret',
    teamId: service.team.id,
    userMode: 'dynamic',
    allowedOrigins: [PORTAL],
  });
  const [secret] = await clients.listSecrets(revoked.client.id);
  await clients.revokeSecret(secret?.id ?? '', Date.now());
  const attempts = {
    unknown: basicAuth('cli_nobody', 'csm_sk_wrong'),
    wrong: basicAuth(client.id, 'csm_sk_wrong'),
    expired: basicAuth(rotated.client.id, rotated.clientSecret),
    revoked: basicAuth(revoked.client.id, revoked.clientSecret),
    none: null,
    bearer: 'Bearer abc',
  };
  const bodies = new Set<string>();
  for (const [name, authorization] of Object.entries(attempts)) {
    const response = await postMint(service, mintBody(), { authorization });
    expect(response.status, name).toBe(401);
    expect(response.headers.get('www-authenticate'), name).toMatch(/^Basic realm=/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    bodies.add(await response.text());
  }
  expect(bodies.size).toBe(1);
  expect(JSON.parse([...bodies][0] ?? '')).toMatchObject({ error: 'invalid_client' });
});

test('nothing about the request is said before the client has authenticated', async () => {
  const authorization = basicAuth(service.dynamic.client.id, 'csm_sk_wrong');
  const response = await postMint(service, { nonsense: 1 }, { authorization });
  await expectRefusal(response, 401, 'invalid_client');
});

test('Basic credentials are form-decoded (RFC 6749 §2.3.1)', async () => {
  const id = 'portal.with-odd_chars';
  const { clientSecret } = await service.administration.clients.createEmbeddedClient({
    id,
    name: 'Odd',
    teamId: service.team.id,
    userMode: 'dynamic',
    allowedOrigins: [PORTAL],
  });
  const encodedId = [...id].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('');
  const raw = Buffer.from(`${encodedId}:${clientSecret}`).toString('base64');
  const response = await postMint(service, mintBody(), { authorization: `basic ${raw}` });
  expect(response.status).toBe(201);
  const broken = Buffer.from('%zz:secret').toString('base64');
  const refused = await postMint(service, mintBody(), { authorization: `Basic ${broken}` });
  await expectRefusal(refused, 400, 'invalid_request');
});

test('a client of another type', async () => {
  const { client, clientSecret } = await service.administration.clients.createServiceClient({
    name: 'Nightly export',
    user: service.ana.id,
  });
  const authorization = basicAuth(client.id, clientSecret ?? '');
  const response = await postMint(service, mintBody(), { authorization });
  await expectRefusal(response, 403, 'unauthorized_client');
});

test('a paused and a revoked client', async () => {
  const { client, clientSecret } = await service.administration.clients.createEmbeddedClient({
    name: 'Switched off',
    teamId: service.team.id,
    userMode: 'dynamic',
    allowedOrigins: [PORTAL],
  });
  const authorization = basicAuth(client.id, clientSecret);
  await service.administration.clients.pause(client.id);
  await expectRefusal(
    await postMint(service, mintBody(), { authorization }),
    403,
    'client_disabled',
  );
  await service.storage.stores.clients.setStatus(client.id, 'revoked');
  await expectRefusal(
    await postMint(service, mintBody(), { authorization }),
    403,
    'client_disabled',
  );
});
