import type { ChallengeCodeResponse } from '@casement/server-sdk/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Casement, casementOn } from '../support/casement.ts';
import { createProofKey } from '../support/proof-key.ts';
import { expectRefusal, mint, mintBody, postExchange, postMint } from '../support/requests.ts';
import { basicAuth, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let casement: Casement;
beforeAll(async () => {
  service = await startTestService();
  casement = casementOn(service.database);
});
afterAll(() => service.close());

test('EM12: a pause bites at the next mint and for a code on its way; resuming heals', async () => {
  const { id } = service.dynamic.client;
  const key = await createProofKey();
  const code = await mint(service, key);
  await casement.say('clients', 'pause', id);
  await expectRefusal(await postMint(service, mintBody()), 403, 'client_disabled');
  await expectRefusal(await postExchange(service, key, code), 403, 'client_disabled');
  await casement.say('clients', 'resume', id);
  expect((await postMint(service, mintBody())).status).toBe(201);
});

test('EM9: a deactivated user gets no code; activated again, it does', async () => {
  await casement.say('users', 'deactivate', 'ana@example.com');
  await expectRefusal(await postMint(service, mintBody()), 403, 'user_not_eligible');
  await casement.say('users', 'activate', 'ana@example.com');
  expect((await postMint(service, mintBody())).status).toBe(201);
});

test('a client made while the service runs mints with its printed secret, until it is rotated', async () => {
  const { id, client_secret } = await casement.json<{
    id: string;
    client_secret: string;
  }>(
    ...['clients', 'create', '--name', 'Fresh', '--team', 'Operations', '--user-mode', 'dynamic'],
    ...['--origin', 'https://portal.example.com'],
  );
  const mintWith = (secret: string) =>
    postMint(service, mintBody(), { authorization: basicAuth(id, secret) });
  const response = await mintWith(client_secret);
  expect(response.status).toBe(201);
  const { challenge_code } = (await response.json()) as ChallengeCodeResponse;
  expect(challenge_code).toMatch(/^csm_cc_/);
  expect(await casement.say('clients', 'show', id)).not.toContain('never used');

  const overlapping = await casement.json<{ client_secret: string }>(
    ...['clients', 'rotate-secret', id, '--yes', '--overlap', '1'],
  );
  expect((await mintWith(client_secret)).status).toBe(201);
  expect((await mintWith(overlapping.client_secret)).status).toBe(201);
  await casement.say('clients', 'rotate-secret', id, '--yes');
  await expectRefusal(await mintWith(client_secret), 401, 'invalid_client');
  await expectRefusal(await mintWith(overlapping.client_secret), 401, 'invalid_client');
});

test('an origin that is taken away is refused at the next mint', async () => {
  const { id } = service.dynamic.client;
  await casement.say('clients', 'origins', 'set', id, 'https://elsewhere.example.com');
  await expectRefusal(await postMint(service, mintBody()), 403, 'origin_not_allowed');
  await casement.say('clients', 'origins', 'add', id, 'https://portal.example.com');
  expect((await postMint(service, mintBody())).status).toBe(201);
});

test('the service mints while commands write', async () => {
  const writes = Array.from({ length: 4 }, (_, index) =>
    casement.say('users', 'add', `user${index}@example.com`, '--name', `User ${index}`),
  );
  let running = true;
  const written = Promise.all(writes).finally(() => {
    running = false;
  });
  const statuses = new Set<number>();
  do statuses.add((await postMint(service, mintBody())).status);
  while (running);
  await written;
  expect([...statuses]).toEqual([201]);
});
