import type { TokenResponse } from '@casement/server-sdk/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateEncryptionKey } from '../../src/index.ts';
import { createProofKey } from '../support/proof-key.ts';
import { expectRefusal, mint, postExchange, TOKEN_ENDPOINT } from '../support/requests.ts';
import { startReplica, startTestService, type TestService } from '../support/test-service.ts';

const encryptionKey = generateEncryptionKey();
let service: TestService;
let replica: TestService;
beforeAll(async () => {
  service = await startTestService({ encryptionKey });
  replica = await startReplica(service, encryptionKey);
});
afterAll(async () => {
  await replica.close();
  await service.close();
});

test('EM7 of twenty exchanges of a code at two replicas one succeeds', async () => {
  const key = await createProofKey();
  const code = await mint(service, key);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      postExchange(at % 2 === 0 ? service : replica, key, code),
    ),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  await expectRefusal(await postExchange(replica, key, code), 400, 'invalid_grant');
  await expectRefusal(await postExchange(service, key, code), 400, 'invalid_grant');
});

test('EM14 a proof that one replica has seen is a replay at the other; a session goes on there', async () => {
  const key = await createProofKey();
  const proof = await key.proof(TOKEN_ENDPOINT);
  const first = await postExchange(service, key, await mint(replica, key), { proof });
  expect(first.status).toBe(200);
  const { session_id: sessionId } = (await first.json()) as TokenResponse;
  const code = await mint(service, key);
  const replayed = await postExchange(replica, key, code, { proof });
  await expectRefusal(replayed, 400, 'invalid_dpop_proof');
  const renewed = await postExchange(replica, key, code, { sessionId });
  expect(await renewed.json()).toMatchObject({ session_id: sessionId });
});
