import { afterAll, beforeAll, expect, test } from 'vitest';
import { casementWithTeam, runCasement } from '../support/casement.ts';

const SECRET = /csm_sk_[\w-]{49}/;

let casement: Awaited<ReturnType<typeof casementWithTeam>>;
beforeAll(async () => {
  casement = await casementWithTeam();
});
afterAll(() => casement.remove());

const REDIRECT = ['--redirect-uri', 'https://app.example.com/cb'];

test('CM1: an app, as it is made, listed and shown', async () => {
  const { json, team } = casement;
  const created = await json<Record<string, unknown>>(
    ...['clients', 'create-app', '--id', 'reports', '--name', 'Reports', ...REDIRECT],
    ...['--team', 'Operations', '--uri', 'https://app.example.com', '--contact', 'ops@app.example'],
    ...['--scope', 'openid', '--scope', 'read', '--cors-origin', 'https://app.example.com'],
  );
  const { client_secret, ...client } = created;
  expect(client_secret).toMatch(SECRET);
  expect(client).toEqual({
    id: 'reports',
    type: 'app',
    name: 'Reports',
    team_name: 'Operations',
    team_ids: [team.id],
    organization_ids: [],
    client_uri: 'https://app.example.com',
    contact: 'ops@app.example',
    access_preset: 'read',
    scopes: ['openid', 'read'],
    access_token_lifetime: 3600,
    confidential: true,
    platform: 'web',
    grant_types: ['authorization_code'],
    redirect_uris: ['https://app.example.com/cb'],
    post_logout_redirect_uris: [],
    cors_origins: ['https://app.example.com'],
    team_selection: 'single',
    refresh_token: false,
    refresh_token_lifetime: 604_800,
    refresh_grace: 0,
    status: 'active',
    version: 1,
    created_at: expect.stringMatching(/Z$/),
    expires_at: expect.stringMatching(/Z$/),
  });
  expect(await json('clients', 'list')).toContainEqual(client);
  expect(await json('clients', 'show', 'reports')).toMatchObject({
    ...client,
    secrets: [{ name: 'default' }],
  });
  expect(await casement.say('clients', 'list')).toMatch(/reports +app +active +Reports$/m);
  const wide = await casement.say('clients', 'list', '--wide');
  expect(wide).toMatch(/reports +app +active +Reports +Operations/);
});

test('CM16: an app made from a template', async () => {
  const create = ['clients', 'create-app', '--name', 'Meter reader', '--template'];
  expect(await casement.json(...create, 'command-line')).toMatchObject({
    confidential: false,
    platform: 'native',
    grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
    refresh_token_lifetime: 2_592_000,
  });
  const refused = await casement.refused(1, ...create, 'mobile');
  expect(refused.join()).toContain('redirect');
  expect(await casement.json('clients', 'templates')).toMatchObject([
    { id: 'command-line' },
    { id: 'desktop' },
    { id: 'mobile', required: ['redirect_uris'] },
  ]);
  expect(await casement.say('clients', 'templates')).toMatch(/mobile +\S.* --redirect-uri +Opens/);
});

test('CM2: a public native app gets no secret; CM6: its long life is warned of', async () => {
  const { code, stdout, stderr } = await casement.run(
    ...['clients', 'create-app', '--name', 'CLI', '--public', '--platform', 'native'],
    ...['--grant-type', 'device_code', '--refresh-token', '--refresh-token-lifetime', '7776001'],
    '--json',
  );
  expect(code, stderr).toBe(0);
  expect(stdout).not.toMatch(SECRET);
  expect(JSON.parse(stdout)).toMatchObject({
    confidential: false,
    team_name: 'all teams',
    grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
    scopes: expect.arrayContaining(['offline_access', 'openid']),
  });
  expect(stderr).toMatch(/^warning: high: A refresh token that lives 90 days/);
});

test('CM7: full access for long takes --confirm', async () => {
  const long = [
    ...['clients', 'create-app', '--name', 'Long', ...REDIRECT],
    ...['--access-preset', 'full', '--lifetime', '90000'],
  ];
  expect(await casement.refused(1, ...long)).toEqual([
    'error: confirm: Full access with an access token of 1 day 1 hour (over 1 day). Shorten it, or say that it is meant with --confirm.',
  ]);
  await casement.say(...long, '--confirm');
});

test('CM17: services bound to a user, or with roles of their own', async () => {
  const { json, team, ana, organizationId } = casement;
  const create = ['clients', 'create-service', '--name', 'Export'];
  expect(await json(...create, '--user', 'ana@example.com')).toMatchObject({
    type: 'service',
    user_id: ana.id,
    user_email: 'Ana@Example.com',
    client_secret: expect.stringMatching(SECRET),
  });
  const own = [...create, '--id', 'own', '--role', 'viewer@Nordlys', '--role', `editor@${team.id}`];
  expect(await json(...own)).toMatchObject({
    roles: expect.arrayContaining([
      {
        node_type: 'organization',
        node_id: organizationId,
        node_name: 'Nordlys',
        role_id: 'viewer',
      },
      {
        ...{ node_type: 'team', node_id: team.id, role_id: 'editor' },
        ...{ node_name: 'Operations', node_slug: 'operations' },
      },
    ]),
  });
  expect(await casement.say('clients', 'show', 'own')).toMatch(
    /^roles +(viewer@Nordlys, editor@operations|editor@operations, viewer@Nordlys)$/m,
  );
});

test('every fault by its option', async () => {
  const { refused } = casement;
  const app = ['clients', 'create-app', '--name', 'X'];
  expect(
    await refused(
      ...([1, ...app, '--redirect-uri', 'http://x.example/', '--uri', 'javascript:x'] as const),
      ...['--scope', 'all', '--cors-origin', '*', '--refresh-grace', '3'],
    ),
  ).toEqual([
    'error: uri: Must be an https address, as in https://app.example.com.',
    'error: scope: There is no scope "all".',
    'error: redirect-uri: "http://x.example/": Plain http is allowed for localhost, 127.0.0.1 and [::1] only: write https://x.example/….',
    'error: cors-origin: "*": A wildcard is not allowed: list every origin in full.',
    'error: refresh-grace: Refresh tokens are off: switch them on, or leave this out.',
  ]);
  await refused(2, ...app, '--platform', 'phone');
  await refused(3, ...app, ...REDIRECT, '--team', 'Nowhere');
  const service = ['clients', 'create-service', '--name', 'X'];
  expect(await refused(1, ...service)).toEqual([
    expect.stringMatching(/^error: user: Name the user/),
  ]);
  await refused(1, ...service, '--role', 'viewer');
  await refused(3, ...service, '--role', 'viewer@Nowhere');
  await refused(3, ...service, '--user', 'nobody@example.com');
  await casement.say(...app, '--id', 'public', ...REDIRECT, '--public');
  await refused(4, 'clients', 'rotate-secret', 'public', '--yes');
  await refused(1, 'clients', 'origins', 'add', 'public', 'https://x.example');
});

test('a password is read from standard input and never shown', async () => {
  const { database } = casement;
  const set = (input: string, user = 'ana@example.com') =>
    runCasement(['--database', database, 'users', 'set-password', user], { input });
  const done = await set('correct horse battery\n');
  expect(done).toEqual({
    code: 0,
    stdout: 'User Ana@Example.com signs in with the new password.\n',
    stderr: '',
  });
  expect(await set('short\n')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error: password: At least 12 characters; this has 5.\n',
  });
  expect((await set('')).code).toBe(1);
  expect((await set('correct horse battery', 'nobody')).code).toBe(3);
});

test('who may register clients: a token is made, listed and revoked', async () => {
  const create = ['registration-tokens', 'create', '--name', 'Partner', '--hours', '2'];
  const { initial_access_token } = await casement.json<Record<string, string>>(...create);
  expect(initial_access_token).toMatch(/^csm_it_[\w-]{49}$/);
  const [token] = await casement.json<{ id: string }[]>('registration-tokens', 'list');
  expect(token).toMatchObject({ name: 'Partner', access_preset: 'read' });
  expect(JSON.stringify(token)).not.toContain('csm_it_');
  await casement.say('registration-tokens', 'revoke', token?.id ?? '');
  await casement.refused(3, 'registration-tokens', 'revoke', token?.id ?? '');
});
