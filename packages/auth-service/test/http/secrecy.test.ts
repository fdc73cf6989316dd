import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProofKey } from '../support/proof-key.ts';
import { mint, mintBody, postExchange, postMint, TOKEN_ENDPOINT } from '../support/requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ logLevel: 'trace' });
});
afterAll(() => service.close());

/** Everything that SQLite has on disk. */
async function databaseBytes(): Promise<Buffer> {
  const files = ['', '-wal', '-shm'].map((suffix) => readFile(service.database + suffix));
  return Buffer.concat(await Promise.all(files));
}

test('86 neither database nor log nor audit hold a usable code, token or secret', async () => {
  const key = await createProofKey();
  const unused = await mint(service, key);
  const used = await mint(service, key);
  const proof = await key.proof(TOKEN_ENDPOINT);
  const exchanged = await postExchange(service, key, used, { proof });
  const { access_token } = (await exchanged.json()) as { access_token: string };
  // Refusals see secrets as well.
  await postExchange(service, key, used);
  await postMint(service, mintBody({ secret_field: 'hunter2-in-a-body' }));
  await postMint(service, '{"hunter2-in-broken-json"');
  await fetch(`${service.url}/embed/challenge-codes?client_secret=hunter2-in-a-query`);
  await fetch(`${service.url}/hunter2-in-a-path`);
  const { clientSecret, basic } = service.dynamic;
  const credentials = {
    unused,
    used,
    access_token,
    signature: access_token.split('.')[2] ?? '',
    proof,
    clientSecret,
    basic: basic.replace('Basic ', ''),
    hunter2: 'hunter2',
  };

  const database = await databaseBytes();
  // The search works: what is known to be there is found.
  expect(database.includes(key.thumbprint)).toBe(true);
  await expect.poll(() => service.log()).toContain('/embed/token');
  const log = service.log();
  const audit = JSON.stringify(await service.storage.stores.audit.list({ limit: 1000 }));
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  for (const [name, credential] of Object.entries(credentials)) {
    expect(credential.length, name).toBeGreaterThan(6);
    expect(database.includes(credential), `${name} in the database`).toBe(false);
    expect(log.includes(credential), `${name} in the log`).toBe(false);
    expect(audit.includes(credential), `${name} in the audit`).toBe(false);
    expect(metrics.includes(credential), `${name} in the metrics`).toBe(false);
  }
});

test('the signing key is in the database, encrypted', async () => {
  const database = await databaseBytes();
  expect(database.includes('"kty":"EC"')).toBe(true);
  expect(database.includes('"d":"')).toBe(false);
});

test('a refusal never quotes what may be secret', async () => {
  const response = await postMint(service, {
    origin: 'https://x.example',
    csm_sk_oops: 'csm_sk_value',
  });
  expect(await response.text()).not.toContain('csm_sk_value');
});
