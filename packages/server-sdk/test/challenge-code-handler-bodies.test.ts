import { expect, test } from 'vitest';
import { setMinting } from './support/minting.ts';
import { portals } from './support/portal-servers.ts';

const good = { key_thumbprint: 'k'.repeat(43), reason: 'initial' };

const minting = setMinting();

const untouched = ['Express without a body parser', 'Request and Response'] as const;

test.each(untouched)('%s: malformed, not UTF-8, empty, too large', async (name) => {
  const portal = await (portals[name] ?? expect.unreachable())(minting.embed, {});
  const send = (body: string | Uint8Array<ArrayBuffer> | null): Promise<Response> =>
    fetch(`${portal.url}/api/challenge-code`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: portal.url },
      body,
    });
  const huge = JSON.stringify({ ...good, reason: 'x'.repeat(1_000_000) });
  for (const body of ['{', '', new Uint8Array([0x22, 0xff, 0x22]), huge, null]) {
    const response = await send(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
  }
  expect(await (await send(huge)).text()).toContain('8192 bytes');
  expect(minting.issuer.requests).toHaveLength(0);
  await portal.close();
});
