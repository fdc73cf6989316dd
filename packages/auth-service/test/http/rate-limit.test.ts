import { expect, test } from 'vitest';
import { createProofKey } from '../support/proof-key.ts';
import { expectRefusal, mint, mintBody, postExchange, postMint } from '../support/requests.ts';
import { DASHBOARD, PORTAL, startTestService } from '../support/test-service.ts';

function expectRetryAfter(response: Response): void {
  const seconds = Number(response.headers.get('retry-after'));
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual(60);
}

test('a client that mints too often waits, others do not', async () => {
  const service = await startTestService({ mintsPerMinute: 3 });
  try {
    // Somebody without its secret cannot use its allowance up.
    for (let i = 0; i < 5; i++)
      await postMint(service, mintBody(), { authorization: 'Basic eDp5' });
    for (let i = 0; i < 3; i++) await mint(service);
    const refused = await postMint(service, mintBody());
    await expectRefusal(refused, 429, 'slow_down');
    expectRetryAfter(refused);
    const other = await postMint(
      service,
      { origin: PORTAL },
      { authorization: service.pinned.basic },
    );
    expect(other.status).toBe(201);
  } finally {
    await service.close();
  }
});

test('an address that asks too often waits, behind a proxy as well', async () => {
  const service = await startTestService({ requestsPerMinute: 3, trustProxy: 1 });
  try {
    const key = await createProofKey();
    const from = (address: string) =>
      postExchange(service, key, 'x', { headers: { 'X-Forwarded-For': address } });
    for (let i = 0; i < 3; i++) expect((await from('203.0.113.9')).status).toBe(400);
    const refused = await from('203.0.113.9');
    await expectRefusal(refused, 429, 'slow_down');
    expectRetryAfter(refused);
    // The frame may read it, and when to come back.
    expect(refused.headers.get('access-control-allow-origin')).toBe(DASHBOARD);
    expect(refused.headers.get('access-control-expose-headers')).toContain('Retry-After');
    expect((await from('198.51.100.7')).status).toBe(400);
  } finally {
    await service.close();
  }
});

test('without a limit there is none', async () => {
  const service = await startTestService();
  try {
    const responses = await Promise.all(
      Array.from({ length: 200 }, () => postMint(service, mintBody())),
    );
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([201]));
  } finally {
    await service.close();
  }
});
