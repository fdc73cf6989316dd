import type { ErrorBody, TokenResponse } from '@casement/server-sdk/contract';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProofKey, type ProofKey } from '../support/proof-key.ts';
import { mintBody, postExchange, postMint } from '../support/requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let keys: ProofKey[];
beforeAll(async () => {
  service = await startTestService();
  keys = await Promise.all(Array.from({ length: 20 }, createProofKey));
});
afterAll(() => service.close());

interface Outcome {
  /** Sequence of the newest event when the request was sent … */
  before: number;
  /** … and when the answer was there. */
  after: number;
  status: number;
  error: string | undefined;
  iat: number | undefined;
}

test('1,000 parallel mints and exchanges mixed with pauses and resumes', async () => {
  const { clients } = service.administration;
  const { id } = service.dynamic.client;
  const { securityEvents } = service.storage.stores;
  /** The newest event whose change was acknowledged. */
  let acknowledged = await securityEvents.newestSequence();
  /** The newest event whose change may have happened: one ahead while a change is under way. */
  let possible = acknowledged;
  const outcomes: Outcome[] = [];
  const refusals = new Set<string>();

  const mintAndExchange = async (index: number) => {
    const key = keys[index % keys.length] as ProofKey;
    const minted = await postMint(service, mintBody({ key_thumbprint: key.thumbprint }));
    const body = (await minted.json()) as { challenge_code: string } & ErrorBody;
    if (minted.status !== 201) {
      refusals.add(body.error);
      return;
    }
    const before = acknowledged;
    const response = await postExchange(service, key, body.challenge_code);
    const after = possible;
    const answer = (await response.json()) as Partial<TokenResponse & ErrorBody>;
    const { access_token: token, error } = answer;
    if (error) refusals.add(error);
    const iat = token === undefined ? undefined : Number(decodeJwt(token).iat);
    outcomes.push({ before, after, status: response.status, error, iat });
  };

  let running = true;
  const flip = async () => {
    while (running) {
      for (const change of [clients.pause, clients.resume]) {
        possible += 1;
        await change(id);
        acknowledged += 1;
        // Long enough for whole exchanges between two changes.
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    }
  };
  const flipping = flip();
  await Promise.all(Array.from({ length: 1_000 }, (_, index) => mintAndExchange(index)));
  running = false;
  await flipping;

  const events = await securityEvents.listAfter(0, 10_000);
  const disabledBy = new Set(
    events.filter(({ type }) => type === 'client.disabled').map(({ sequence }) => sequence),
  );
  expect(disabledBy.size).toBeGreaterThan(2);
  const successes = outcomes.filter(({ status }) => status === 200);
  expect(successes.length).toBeGreaterThan(0);
  expect(outcomes.length).toBeGreaterThan(successes.length);
  expect([...refusals]).toEqual(['client_disabled']);
  for (const { before, after, iat } of outcomes) {
    if (iat === undefined) continue;
    // Nothing was acknowledged or under way meanwhile but the pause: then it must be refused.
    expect(before === after && disabledBy.has(before)).toBe(false);
    for (const event of events) {
      if (event.clientId !== id && event.userId !== service.ana.id) continue;
      const ended = iat <= Math.floor(event.at / 1000);
      if (event.sequence <= before) expect(ended, 'issued after the event').toBe(false);
      if (event.sequence > after) expect(ended, 'issued before the event').toBe(true);
    }
  }
});
