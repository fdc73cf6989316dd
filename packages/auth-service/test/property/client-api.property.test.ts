import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testSeed } from '../../../../scripts/test-seed.ts';
import { apiClient } from '../../src/cli/remote/api-client.ts';
import { remoteClients } from '../../src/cli/remote/remote-clients.ts';
import type { ClientManagement } from '../../src/domain/client/manage-clients.ts';
import { clientCredentialsToken, createService } from '../support/oauth-requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';
import { useCaseDriver } from './client-model/client-driver.ts';
import { ClientModel } from './client-model/client-model.ts';
import { expectSame, PLACES } from './client-model/expect-same.ts';
import { clientId, type Operation, operations } from './client-model/operation.ts';

fc.configureGlobal(testSeed);

const RUNS = 40;

let now = Date.now();
let service: TestService;
let clients: ClientManagement;
beforeAll(async () => {
  service = await startTestService({ issuer: undefined, limits: false }, { clock: () => now });
  const { directory } = service.administration;
  const { id } = await directory.createUser({ email: 'boss@example.com', name: 'Boss' });
  await directory.setMembership({ teamId: service.team.id, user: id, roleId: 'super_admin' });
  const credentials = await createService(service, {
    ...{ name: 'Console', user: id, accessPreset: 'full' },
    // Years pass.
    secret: { expiresInDays: null },
  });
  let token: string | undefined;
  const renew = async () => {
    token = await clientCredentialsToken(service, credentials);
    return token;
  };
  const { issuer } = service;
  const remote = remoteClients(apiClient({ issuer, token: async () => token ?? renew(), renew }));
  const isOurs = ({ id }: { id: string }) => PLACES.map(clientId).includes(id);
  clients = {
    ...remote,
    // There are those of the service itself too.
    async list(query) {
      const page = await remote.list(query);
      return { ...page, clients: page.clients.filter(isOurs) };
    },
    bulkDelete: (ids) => remote.bulkDelete(ids, { confirmCount: ids.length }),
  };
});
afterAll(() => service.close());

test('the admin API does what the rules say, whatever is done in whatever order', async () => {
  const { storage, team } = service;
  const deps = { storage, clock: () => now, user: service.ana.id, teamId: team.id };
  let changes = 0;
  await fc.assert(
    fc.asyncProperty(operations, async (sequence) => {
      for (const place of PLACES) await storage.stores.clients.delete(clientId(place));
      now += 1;
      const model = new ClientModel(now);
      const driver = useCaseDriver({ clients }, deps);
      for (const operation of sequence.map(withOneFault)) {
        if (operation.do === 'wait') {
          now += operation.milliseconds;
          model.now = now;
        } else if (operation.do === 'list') {
          const { query, pageSize } = operation;
          expect(await driver.list(query, pageSize)).toEqual(model.list(query));
        } else {
          const expected = model.apply(operation);
          expect(await driver.apply(operation), operation.do).toBe(expected);
          if (expected === 'done') changes += 1;
        }
      }
      await expectSame(driver, model);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  // A model that agrees because nothing ever happens would be worth nothing.
  expect(changes).toBeGreaterThan(RUNS);
});

/** Which of two faults is told first is each interface's own affair. */
function withOneFault(operation: Operation): Operation {
  if (operation.do === 'rotate' && operation.overlapHours > 72) {
    return { ...operation, overlapHours: 72 };
  }
  if (operation.do === 'createSecret' && operation.expiresInDays === 0) {
    return { ...operation, expiresInDays: 1 };
  }
  return operation;
}
