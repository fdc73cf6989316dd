import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  BUILT_IN_CLIENTS,
  ensureBuiltInClients,
} from '../../src/domain/client/built-in-clients.ts';
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

test('CM16: they cannot be deleted, only paused', async () => {
  const { clients } = service.administration;
  await expect(clients.delete(BUILT_IN_CLIENTS.console)).rejects.toMatchObject({
    code: 'conflict',
  });
});
