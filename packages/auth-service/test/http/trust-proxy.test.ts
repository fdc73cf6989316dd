import { expect, test } from 'vitest';
import { createProofKey } from '../support/proof-key.ts';
import { mint, postExchange } from '../support/requests.ts';
import { startTestService } from '../support/test-service.ts';

async function addressBehind(trustProxy: false | number | string): Promise<string | undefined> {
  const service = await startTestService({ trustProxy });
  try {
    const key = await createProofKey();
    const response = await postExchange(service, key, await mint(service, key), {
      headers: { 'X-Forwarded-For': '198.51.100.7, 203.0.113.9' },
    });
    const { session_id } = (await response.json()) as { session_id: string };
    return (await service.storage.stores.sessions.find(session_id))?.address;
  } finally {
    await service.close();
  }
}

test('forwarded addresses count only when told so', async () => {
  expect(await addressBehind(false)).toBe('127.0.0.1');
  expect(await addressBehind(1)).toBe('203.0.113.9');
  expect(await addressBehind('loopback')).toBe('203.0.113.9');
  expect(await addressBehind('10.0.0.0/8')).toBe('127.0.0.1');
});
