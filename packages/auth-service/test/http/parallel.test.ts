import { Agent, request } from 'node:http';
import { CHALLENGE_CODE_GRANT_TYPE } from '@casement/server-sdk/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProofKey } from '../support/proof-key.ts';
import { mint, TOKEN_ENDPOINT } from '../support/requests.ts';
import { DASHBOARD, PORTAL, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

test('EM7, 69: of 200 parallel redemptions one succeeds and 199 are invalid_grant', async () => {
  const key = await createProofKey();
  const code = await mint(service, key);
  const proofs = await Promise.all(Array.from({ length: 200 }, () => key.proof(TOKEN_ENDPOINT)));
  // A socket each: nothing waits for anything else on the way.
  const agent = new Agent({ maxSockets: 200, keepAlive: false });
  const redeem = (proof: string) =>
    new Promise<{ status: number; error: string | undefined }>((resolve, reject) => {
      const outgoing = request(
        `${service.url}/embed/token`,
        {
          agent,
          method: 'POST',
          headers: {
            Origin: DASHBOARD,
            DPoP: proof,
            'Content-Type': 'application/x-www-form-urlencoded',
          },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('end', () => {
            const { error } = JSON.parse(text) as { error?: string };
            resolve({ status: response.statusCode ?? 0, error });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(
        new URLSearchParams({
          grant_type: CHALLENGE_CODE_GRANT_TYPE,
          client_id: service.dynamic.client.id,
          challenge_code: code,
          embedder_origin: PORTAL,
        }).toString(),
      );
    });
  const outcomes = await Promise.all(proofs.map(redeem));
  expect(outcomes.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(
    outcomes.filter(({ status, error }) => status === 400 && error === 'invalid_grant'),
  ).toHaveLength(199);
  expect(
    await service.storage.stores.audit.list({ type: 'challenge_code.reused', limit: 1000 }),
  ).toHaveLength(199);
});
