import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casementOn, casementWithTeam } from '../support/casement.ts';

const SECRET = /csm_sk_[\w-]{49}/g;
const ORIGIN = 'https://portal.example.com';

let casement: Awaited<ReturnType<typeof casementWithTeam>>;
beforeAll(async () => {
  casement = await casementWithTeam();
});
afterAll(() => casement.remove());

const dynamic = (name: string, ...more: string[]) => [
  ...['clients', 'create', '--name', name, '--team', 'Operations'],
  ...['--user-mode', 'dynamic', '--origin', ORIGIN, ...more],
];

/** Everything that SQLite has written: the file and its log. */
async function databaseBytes(): Promise<string> {
  const folder = dirname(casement.database);
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'latin1')));
  return texts.join('\n');
}

test('EM1: what is created has the documented shape', async () => {
  const { json, team, ana } = casement;
  const args = [
    ...['clients', 'create', '--id', 'wall', '--name', 'Wall', '--team', team.id],
    ...['--user-mode', 'static', '--user', 'ana@example.com', '--lifetime', '60'],
    ...['--origin', 'https://wall.example.com', '--origin', 'http://localhost:3000'],
  ];
  const created = {
    id: 'wall',
    name: 'Wall',
    type: 'embedded',
    team_id: team.id,
    user_mode: 'static',
    static_user_id: ana.id,
    access_token_lifetime: 60,
    allowed_origins: ['http://localhost:3000', 'https://wall.example.com'],
    status: 'active',
    version: 1,
    created_at: expect.stringMatching(/:\d\dZ$/),
    expires_at: expect.stringMatching(/Z$/),
  };
  const described = { ...created, team_name: 'Operations', static_user_email: 'Ana@Example.com' };
  expect(await json(...args)).toEqual({
    ...described,
    client_secret: expect.stringMatching(SECRET),
  });
  expect(await json('clients', 'list')).toEqual([described]);
  expect(await json('clients', 'show', 'wall')).toEqual({
    ...described,
    secrets: [
      {
        id: expect.stringMatching(/^sec_/),
        name: 'default',
        prefix: expect.stringMatching(/^csm_sk_.{4}$/),
        state: 'live',
        typed_in: false,
        created_at: expect.stringMatching(/Z$/),
        expires_at: expect.stringMatching(/Z$/),
      },
    ],
    keys: [],
  });
  expect((await casement.refused(4, ...args))[0]).toContain('id: a client wall exists already');
});

test('a secret is printed once, with a warning beside it, and is nowhere else', async () => {
  const { run, say } = casement;
  const created = await run(...dynamic('Portal', '--id', 'portal'));
  expect(created.code).toBe(0);
  const secrets: string[] = created.stdout.match(SECRET) ?? [];
  expect(secrets).toHaveLength(1);
  expect(created.stderr).toMatch(/^warning: This secret is shown once and stored only as a hash\./);
  expect(created.stderr).not.toMatch(SECRET);

  const rotated = await run('clients', 'rotate-secret', 'portal', '--yes', '--json');
  secrets.push(...(rotated.stdout.match(SECRET) ?? []));
  expect(secrets).toHaveLength(2);
  expect(rotated.stderr).toMatch(/^warning: This secret is shown once/);

  const shown = await Promise.all(
    ['', '--json'].flatMap((format) =>
      [
        ['clients', 'list'],
        ['clients', 'show', 'portal'],
      ].map((command) => say(...command, ...(format ? [format] : []))),
    ),
  );
  const bytes = await databaseBytes();
  expect(bytes).toContain('portal');
  for (const secret of secrets) {
    expect(shown.join('')).not.toContain(secret);
    expect(bytes).not.toContain(secret);
    // Its random part, without what is kept for recognition.
    expect(bytes).not.toContain(secret.slice(11));
  }
});

test('rotation ends the other secrets at once or after the overlap', async () => {
  const { json, say, refused } = casement;
  await say(...dynamic('Rotating', '--id', 'rotating'));
  await say('clients', 'rotate-secret', 'rotating', '--yes', '--overlap', '24', '--name', 'b');
  type Shown = { secrets: { name: string; created_at: string; expires_at?: string }[] };
  const { secrets } = await json<Shown>('clients', 'show', 'rotating');
  expect(secrets.map(({ name }) => name)).toEqual(['default', 'b']);
  const [old, fresh] = secrets;
  const hours = (one: typeof old) =>
    (Date.parse(one?.expires_at ?? '') - Date.parse(fresh?.created_at ?? '')) / 3_600_000;
  expect([old, fresh].map(hours), 'CM11: 180 days').toEqual([24, 180 * 24]);
  expect(
    await refused(1, 'clients', 'rotate-secret', 'rotating', '--yes', '--overlap', '73'),
  ).toEqual(['error: overlap: A number of hours from 0 to 72; this is 73.']);
  await refused(2, 'clients', 'rotate-secret', 'rotating', '--overlap', 'soon');
  await refused(3, 'clients', 'rotate-secret', 'nobody');
});

test('EM5: origins are added, removed and replaced', async () => {
  const { json, say, refused } = casement;
  await say(...dynamic('Moving', '--id', 'moving'));
  const origins = async (...args: string[]) =>
    (await json<{ allowed_origins: string[] }>('clients', 'origins', ...args)).allowed_origins;
  const second = 'https://second.example.com';
  expect(await origins('add', 'moving', second, ORIGIN)).toEqual([ORIGIN, second]);
  expect(await origins('remove', 'moving', ORIGIN)).toEqual([second]);
  expect(await origins('set', 'moving', ORIGIN)).toEqual([ORIGIN]);

  const change = (code: number, ...args: string[]) => refused(code, 'clients', 'origins', ...args);
  expect(await change(1, 'add', 'moving', 'https://*.example.com', 'http://x.example')).toEqual([
    'error: origin: "https://*.example.com": A wildcard is not allowed: list every origin in full.',
    'error: origin: "http://x.example": Plain http is allowed for localhost, 127.0.0.1 and [::1] only: write https://x.example.',
  ]);
  expect(await change(3, 'remove', 'moving', second)).toEqual([
    `error: origin: "${second}" is none of this client's origins: ${ORIGIN}.`,
  ]);
  expect(await change(1, 'remove', 'moving', ORIGIN)).toEqual([
    'error: origin: Name at least one origin at which the dashboard may be embedded.',
  ]);
  await change(3, 'add', 'nobody', ORIGIN);
  expect(await json('clients', 'show', 'moving')).toMatchObject({ allowed_origins: [ORIGIN] });
});

test('two operators who add origins at once both succeed', async () => {
  const { json, say } = casementOn(casement.database);
  await say(...dynamic('Busy', '--id', 'busy'));
  const added = ['a', 'b', 'c', 'd'].map((name) => `https://${name}.example.com`);
  await Promise.all(added.map((origin) => say('clients', 'origins', 'add', 'busy', origin)));
  expect(await json('clients', 'show', 'busy')).toMatchObject({
    allowed_origins: [...added, ORIGIN].toSorted(),
  });
});

test('a public key is registered for private_key_jwt; a private one is refused unquoted', async () => {
  const { json, say, refused, run, folder } = casement;
  await say(...dynamic('Signing', '--id', 'signing'));
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const file = async (name: string, content: string) => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
  const add = ['clients', 'add-key', 'signing'];
  const key = { ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'portal-1' };
  const jwk = await file('public.json', JSON.stringify(key));
  const added = { kid: 'portal-1', algorithm: 'ES256' };
  expect(await json(...add, jwk)).toEqual({ client_id: 'signing', ...added });
  expect(await json('clients', 'show', 'signing')).toMatchObject({
    keys: [
      {
        id: expect.stringMatching(/^key_/),
        ...added,
        created_at: expect.stringMatching(/Z$/),
      },
    ],
  });
  await refused(4, ...add, jwk);
  expect(await say('clients', 'keys', 'list', 'signing')).toMatch(/portal-1 +ES256 .*\n\n1 key\n$/);
  expect(await say('clients', 'keys', 'revoke', 'signing', 'portal-1')).toBe(
    'The key portal-1 of client signing is revoked: it authenticates no longer.\n',
  );
  await refused(3, 'clients', 'keys', 'revoke', 'signing', 'portal-1');
  expect(await json('clients', 'keys', 'list', 'signing')).toEqual([]);

  const secret = JSON.stringify({ ...(await exportJWK(privateKey)), alg: 'ES256' });
  expect(await refused(1, ...add, await file('private.json', secret))).toEqual([
    'error: jwk: This is a private key. Keep it; register its public half only.',
  ]);
  const broken = await run(...add, await file('broken.json', `${secret}!`));
  expect(broken.code).toBe(1);
  expect(broken.stderr).toMatch(
    /^error: jwk-file: Cannot read .*broken\.json: it is not JSON\.\n$/,
  );
});
