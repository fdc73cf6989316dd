import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateEncryptionKey, openAdministration } from '../../src/index.ts';
import { casementWithTeam, runCasement } from '../support/casement.ts';

const key = generateEncryptionKey();
let casement: Awaited<ReturnType<typeof casementWithTeam>>;
beforeAll(async () => {
  casement = await casementWithTeam();
});
afterAll(() => casement.remove());

const run = (...args: string[]) =>
  runCasement(['--database', casement.database, ...args], {
    env: { CASEMENT_ENCRYPTION_KEY: key },
  });

test('CM22 a webhook is added, listed, pinged, rotated and deleted', async () => {
  const url = 'https://hooks.example.com/casement';
  const added = await run(
    'webhooks',
    'add',
    url,
    '--org',
    'Nordlys',
    '--event',
    'client.paused',
    '--json',
  );
  expect(added.code, added.stderr).toBe(0);
  expect(added.stderr).toContain('shown once');
  const { id, secret } = JSON.parse(added.stdout) as { id: string; secret: string };
  expect(secret).toMatch(/^whsec_/);
  expect(await casement.json('webhooks', 'list')).toMatchObject([
    {
      id,
      url,
      organization_id: casement.organizationId,
      events: ['client.paused'],
      status: 'active',
    },
  ]);
  expect(await casement.say('webhooks', 'list')).toMatch(
    /organization_name .*\n.* Nordlys +client\.paused /,
  );
  expect(await casement.say('webhooks', 'deliveries', id)).toBe('No deliveries yet.\n');
  expect(await casement.say('webhooks', 'ping', id)).toContain('evt_');
  expect(await casement.say('webhooks', 'deliveries', id, '--state', 'failed')).toBe(
    `No failed deliveries. See all with: casement webhooks deliveries ${id}\n`,
  );
  await casement.refused(2, 'webhooks', 'deliveries', id, '--state', 'lost');
  expect(await casement.say('webhooks', 'deliveries', id)).toMatch(/webhook\.ping {2}pending/);
  const rotated = await run('webhooks', 'rotate-secret', id, '--json');
  expect(JSON.parse(rotated.stdout).secret).not.toBe(secret);
  expect(await casement.json('webhooks', 'pause', id)).toMatchObject({ status: 'inactive' });
  expect(await casement.say('webhooks', 'delete', id, '--yes')).toContain('is deleted');
  expect(await casement.say('webhooks', 'list')).toContain('No webhooks yet');
});

test('what it needs and what is wrong is said', async () => {
  const url = 'https://hooks.example.com/';
  expect((await casement.refused(4, 'webhooks', 'add', url))[0]).toContain(
    'CASEMENT_ENCRYPTION_KEY',
  );
  expect((await casement.refused(1, 'webhooks', 'add', 'https://127.0.0.1/'))[0]).toMatch(
    /^error: url: /,
  );
  for (const event of ['x', 'client.foo', 'client.refused', 'client.authentication_failed']) {
    const types = ['--event', 'client.paused', '--event', event];
    expect((await casement.refused(1, 'webhooks', 'add', url, ...types))[0]).toMatch(
      /^error: event: Some of client\.created, /,
    );
  }
  expect((await casement.refused(1, 'webhooks', 'add', 'http://10.1.2.3/hook'))[0]).toMatch(
    /^error: url: Must be https, unless CASEMENT_OUTBOUND_NETWORKS /,
  );
  await casement.refused(3, 'webhooks', 'pause', 'whk_none');
  const own = ['--as', casement.ana.id];
  expect((await casement.refused(1, 'webhooks', 'add', url, ...own))[0]).toContain(
    'OAUTH_CLIENT_MANAGE',
  );
});

test('an endpoint that nothing restricts says so, and learns no event that there is not', async () => {
  const added = await run('webhooks', 'add', 'https://hooks.example.com/all');
  expect(added.stdout).toMatch(/organization_name +all\n.*events +all\n/s);
  const id = /whk_\S+/.exec(added.stdout)?.[0] ?? '';
  await casement.refused(1, 'webhooks', 'update', id, '--event', 'client.foo');
  expect(await casement.json('webhooks', 'show', id)).toMatchObject({ events: 'all' });
  await casement.say('webhooks', 'delete', id, '--yes');
});

test('a secret is not sealed with a key that the service does not have', async () => {
  const { storage, close } = await openAdministration(casement);
  const { generateSigningKey } = await import(
    '../../src/domain/signing-key/signing-key-material.ts'
  );
  const other = Buffer.from(generateEncryptionKey(), 'base64url');
  await storage.stores.signingKeys.insertActive(await generateSigningKey(other, Date.now));
  await close();
  const { code, stderr } = await run('webhooks', 'add', 'https://hooks.example.com/');
  expect(code).toBe(1);
  expect(stderr).toContain('CASEMENT_ENCRYPTION_KEY');
});
