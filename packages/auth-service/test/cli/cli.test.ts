import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProofKey } from '../support/proof-key.ts';
import { expectRefusal, mintBody, postExchange, postMint } from '../support/requests.ts';
import { basicAuth, PORTAL, startTestService, type TestService } from '../support/test-service.ts';

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the real program on the database of the running service. */
function casement(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { env: { CASEMENT_DATABASE: service.database } },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      },
    );
  });
}

/** The JSON that a command printed; expects success. */
async function json<T = Record<string, string>>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await casement('--json', ...args);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as T;
}

test('an operator builds a deployment from nothing, and the service knows at once', async () => {
  const org = await json('orgs', 'add', 'Havn');
  const team = await json('teams', 'add', 'Harbour', '--org', org.id ?? '');
  const teamId = team.id ?? '';
  const user = await json('users', 'add', 'Berit@Havn.example', '--name', 'Berit');
  await json('members', 'set', 'berit@havn.EXAMPLE', '--team', teamId, '--role', 'editor');
  const client = await json(
    'clients',
    'create',
    ...['--name', 'Harbour wall', '--team', teamId, '--origin', PORTAL],
    ...['--user-mode', 'static', '--user', 'berit@havn.example', '--lifetime', '90'],
  );
  expect(client).toMatchObject({
    type: 'embedded',
    user_mode: 'static',
    static_user_id: user.id,
    access_token_lifetime: 90,
    status: 'active',
    client_secret: expect.stringMatching(/^csm_sk_/),
  });

  const key = await createProofKey();
  const authorization = basicAuth(client.id ?? '', client.client_secret ?? '');
  const mint = { origin: PORTAL, key_thumbprint: key.thumbprint };
  const minted = await postMint(service, mint, { authorization });
  expect(minted.status).toBe(201);
  const { challenge_code } = (await minted.json()) as { challenge_code: string };
  const form = { client_id: client.id };
  expect((await postExchange(service, key, challenge_code, { form })).status).toBe(200);

  expect((await casement('clients', 'pause', client.id ?? '')).code).toBe(0);
  await expectRefusal(await postMint(service, mint, { authorization }), 403, 'client_disabled');
  expect((await casement('clients', 'resume', client.id ?? '')).code).toBe(0);
  expect((await postMint(service, mint, { authorization })).status).toBe(201);
});

test('81: a secret is printed once and is nowhere to be found afterwards', async () => {
  const id = service.dynamic.client.id;
  const { client_secret: secret = '' } = await json('clients', 'rotate-secret', id, '--yes');
  expect(secret).toMatch(/^csm_sk_/);
  for (const args of [
    ['clients', 'list'],
    ['clients', 'show', id],
    ['--json', 'clients', 'list'],
    ['--json', 'clients', 'show', id],
  ]) {
    const { stdout, stderr } = await casement(...args);
    expect(stdout).toContain(id);
    expect(stdout + stderr).not.toContain(secret);
  }
  // Its first characters are kept, for people to recognise it.
  expect((await casement('clients', 'show', id)).stdout).toContain(secret.slice(0, 11));
  const audit = JSON.stringify(await service.storage.stores.audit.list({ limit: 1000 }));
  expect(audit).toContain('client.secret_rotated');
  expect(audit).not.toContain(secret);

  const old = await postMint(service, mintBody());
  await expectRefusal(old, 401, 'invalid_client');
  const authorization = basicAuth(id, secret);
  expect((await postMint(service, mintBody(), { authorization })).status).toBe(201);

  const overlap = await json('clients', 'rotate-secret', id, '--yes', '--overlap', '2');
  expect((await postMint(service, mintBody(), { authorization })).status).toBe(201);
  service.advance(2 * 3_600_000 + 1);
  await expectRefusal(
    await postMint(service, mintBody(), { authorization }),
    401,
    'invalid_client',
  );
  const newest = basicAuth(id, overlap.client_secret ?? '');
  expect((await postMint(service, mintBody(), { authorization: newest })).status).toBe(201);
});

test('origins are added and removed, and the frame policy follows', async () => {
  const id = service.pinned.client.id;
  const added = await json('clients', 'origins', 'add', id, 'http://localhost:3000');
  expect(added.allowed_origins).toEqual(['http://localhost:3000', PORTAL]);
  const policy = await fetch(`${service.url}/embed/frame-policy?client_id=${id}`);
  expect(await policy.json()).toEqual({
    client_id: id,
    allowed_origins: ['http://localhost:3000', PORTAL],
  });
  await json('clients', 'origins', 'remove', id, 'http://localhost:3000');
  expect((await json('clients', 'show', id)).allowed_origins).toEqual([PORTAL]);
  const unknown = await casement('clients', 'origins', 'remove', id, 'https://nobody.example');
  expect(unknown).toMatchObject({ code: 3, stderr: expect.stringContaining('nobody.example') });
});

test('every fault of a new client is named with its option, and nothing is made', async () => {
  const before = (await json<object[]>('clients', 'list')).length;
  const { code, stderr } = await casement(
    'clients',
    'create',
    ...['--name', ' ', '--team', service.team.id, '--user-mode', 'dynamic', '--lifetime', '601'],
    ...['--origin', 'https://portal.example.com/', '--origin', 'https://*.example.com'],
  );
  expect(code).toBe(1);
  const faults = stderr.trim().split('\n');
  expect(faults).toHaveLength(4);
  expect(stderr).toContain('error: name: A name is required.');
  expect(stderr).toMatch(/error: lifetime: .*60 to 600; this is 601/);
  expect(stderr).toMatch(/error: origin: .*trailing slash/);
  expect(stderr).toMatch(/error: origin: .*wildcard/);
  expect(await json<object[]>('clients', 'list')).toHaveLength(before);
});

test('EM4: --as binds a command to the permissions of a user', async () => {
  const team = service.team.id;
  await json('roles', 'add', 'keeper', 'OAUTH_CLIENT_MANAGE');
  await json('users', 'add', 'kai@example.com', '--name', 'Kai');
  await json('members', 'set', 'kai@example.com', '--team', team, '--role', 'viewer');
  const create = (...extra: string[]) =>
    casement(
      ...['clients', 'create', '--name', 'Kai', '--team', team, '--origin', PORTAL],
      ...['--as', 'kai@example.com', ...extra],
    );
  const own = ['--user-mode', 'static', '--user', 'kai@example.com'];
  const dynamic = ['--user-mode', 'dynamic'];
  const pinned = ['--user-mode', 'static', '--user', service.ana.id];
  expect(await create(...own)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('OAUTH_CLIENT_MANAGE'),
  });
  await json('members', 'set', 'kai@example.com', '--team', team, '--role', 'keeper');
  expect((await create(...own)).code).toBe(0);
  for (const other of [dynamic, pinned]) {
    expect(await create(...other)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('IMPERSONATE_USERS'),
    });
  }
  await json('members', 'set', 'kai@example.com', '--team', team, '--role', 'admin');
  expect((await create(...dynamic)).code).toBe(0);
  expect((await create(...pinned)).code).toBe(0);
});

test('wrong usage, unknown things and conflicts say what to do', async () => {
  expect(await casement('clients', 'crate')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('create'),
  });
  expect((await casement('teams', 'add', 'X')).code).toBe(2);
  expect(await casement('clients', 'show', 'cli_none')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('casement clients list'),
  });
  expect(await casement('users', 'add', 'ANA@example.com', '--name', 'A')).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('exists already'),
  });
  expect(await casement('users', 'add', 'not-an-address', '--name', 'A')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error: email: /),
  });
});

test('a private key is refused, and never quoted', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const file = join(dirname(service.database), 'key.jwk');
  const secret = await exportJWK(privateKey);
  await writeFile(file, JSON.stringify(secret));
  const refused = await casement('clients', 'add-key', service.dynamic.client.id, file);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('private key') });
  expect(refused.stderr).not.toContain(secret.d);
  await writeFile(file, `${await readFile(file, 'utf8')} broken`);
  const broken = await casement('clients', 'add-key', service.dynamic.client.id, file);
  expect(broken.code).toBe(1);
  expect(broken.stderr).not.toContain(secret.d);
  await writeFile(file, JSON.stringify(await exportJWK(publicKey)));
  const added = await json('clients', 'add-key', service.dynamic.client.id, file);
  expect(added).toMatchObject({ algorithm: 'ES256' });
});

test('lists are tables for people', async () => {
  const { stdout } = await casement('users', 'list');
  const [head = '', ...rows] = stdout.trim().split('\n');
  expect(head).toMatch(/^id +email +name +status +created_at$/);
  const ana = rows.find((row) => row.includes('Ana@Example.com')) ?? '';
  expect(ana.indexOf('Ana@Example.com')).toBe(head.indexOf('email'));
});

test('an encryption key is 32 bytes, alone on its line', async () => {
  const { stdout } = await casement('keys', 'generate-encryption-key');
  expect(Buffer.from(stdout.trim(), 'base64url')).toHaveLength(32);
});
