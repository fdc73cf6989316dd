import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUILT_IN_CLIENTS } from '../../src/domain/client/built-in-client-ids.ts';
import { ensureBuiltInClients } from '../../src/domain/client/built-in-clients.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { deviceCodes } from '../support/device-requests.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

test('CM16: the command-line tool is there from the start, and gets device codes', async () => {
  const { commandLine } = BUILT_IN_CLIENTS;
  expect(await service.administration.clients.get(commandLine)).toMatchObject({
    type: 'app',
    confidential: false,
    grantTypes: ['urn:ietf:params:oauth:grant-type:device_code'],
    refreshToken: true,
  });
  expect(await deviceCodes(service, commandLine, { scope: 'openid read write' })).toMatchObject({
    interval: 5,
  });
});

test.each([
  [BUILT_IN_CLIENTS.documentation, `${ISSUER}/api/v1/docs/callback`],
  [BUILT_IN_CLIENTS.console, `${ISSUER}/console/callback`],
])('CM16: %s is public, with code and PKCE, on a page of the issuer', async (id, redirectUri) => {
  expect(await service.administration.clients.get(id)).toMatchObject({
    type: 'app',
    confidential: false,
    grantTypes: ['authorization_code'],
    redirectUris: [redirectUri],
    refreshToken: false,
  });
});

test('CM16: they are made once, by the service, also when several start at once', async () => {
  const deps = { storage: service.storage, clock: systemClock };
  await Promise.all([1, 2, 3].map(() => ensureBuiltInClients(deps, ISSUER)));
  const made = await service.administration.audit.list({ type: 'client.created' });
  const builtIn = made.filter(({ actor }) => actor.type === 'service');
  expect(builtIn.map(({ clientId }) => clientId).toSorted()).toEqual(
    Object.values(BUILT_IN_CLIENTS).toSorted(),
  );
});

test('CM16: they cannot be deleted or revoked, only paused', async () => {
  const { clients } = service.administration;
  const { console } = BUILT_IN_CLIENTS;
  const refused = { code: 'conflict' };
  await expect(clients.delete(console)).rejects.toMatchObject(refused);
  await expect(clients.bulkDelete([console])).rejects.toMatchObject(refused);
  await expect(clients.revoke(console)).rejects.toMatchObject(refused);
  expect(await clients.pause(console)).toMatchObject({ status: 'inactive' });
  expect(await clients.resume(console)).toMatchObject({ status: 'active' });
});

test('CM16: their pages follow the issuer to another address; what was set by hand stays', async () => {
  const { clients } = service.administration;
  const { console, documentation } = BUILT_IN_CLIENTS;
  const deps = { storage: service.storage, clock: systemClock };
  const own = [`${ISSUER}/api/v1/docs/callback`, 'http://localhost:5173/callback'];
  await clients.update(documentation, { redirectUris: own, accessTokenLifetime: 600 });
  await ensureBuiltInClients(deps, ISSUER);
  expect(await clients.get(documentation)).toMatchObject({ redirectUris: own });
  await ensureBuiltInClients(deps, 'https://id.example.com');
  expect(await clients.get(documentation)).toMatchObject({
    redirectUris: ['https://id.example.com/api/v1/docs/callback'],
    accessTokenLifetime: 600,
  });
  expect(await clients.get(console)).toMatchObject({
    redirectUris: ['https://id.example.com/console/callback'],
    postLogoutRedirectUris: ['https://id.example.com/console'],
  });
});
