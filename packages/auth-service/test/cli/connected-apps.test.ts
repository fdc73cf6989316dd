/** Connected apps on the database of a running service. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { type Commands, casementOn, runCasementHere } from '../support/casement.ts';
import { clientCredentialsToken, createService } from '../support/oauth-requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

type Token = Record<'id' | 'client_id', string>;

let service: TestService;
let casement: Commands;
let ids: string[];
beforeAll(async () => {
  service = await startTestService();
  casement = casementOn(service.database, runCasementHere);
  const [reports, nightly] = [
    await createService(service, { name: 'Reports', id: 'reports' }),
    await createService(service, { name: 'Nightly', id: 'nightly' }),
  ];
  for (const one of [reports, nightly, nightly]) await clientCredentialsToken(service, one);
  ids = ['nightly', 'nightly', 'reports'];
});
afterAll(() => service.close());

test('CM20: connected apps are listed by client: token IDs, type, expiry, scopes; page by page', async () => {
  const all = await casement.json<Token[]>('sessions', 'apps', 'list');
  expect(all.map(({ client_id }) => client_id)).toEqual(ids);
  expect(all[2]).toEqual({
    id: expect.any(String),
    client_id: 'reports',
    all_teams: false,
    team_ids: [],
    client_name: 'Reports',
    client_type: 'service',
    type: 'client_credentials',
    user_id: service.ana.id,
    scopes: expect.arrayContaining(['read:dashboards']),
    key_bound: false,
    issued_at: expect.stringMatching(/Z$/),
    expires_at: expect.stringMatching(/Z$/),
  });
  const page = ['sessions', 'apps', 'list', '--user', 'ana@example.com', '--limit', '1'];
  const { stdout, stderr } = await casement.run(...page);
  expect(stdout).toMatch(
    /^client_id +client_name +id +type +user_id .*\nnightly +Nightly .*\n\n2 tokens\n$/s,
  );
  const [, cursor = ''] = /More: --cursor (\S+)/.exec(stderr) ?? [];
  const rest = await casement.json<Token[]>(...page, '--cursor', cursor);
  expect(rest.map(({ client_id }) => client_id)).toEqual(['reports']);
  expect(await casement.say('sessions', 'apps', 'list', '--client', 'x')).toBe(
    'No app holds a token.\n',
  );
});

test('CM20: one token is revoked, or all of a client once that was confirmed', async () => {
  const revoke = (...args: string[]) => ['sessions', 'apps', 'revoke', ...args];
  const [first] = await casement.json<Token[]>('sessions', 'apps', 'list');
  expect(await casement.say(...revoke('--', first?.id ?? ''))).toBe('Ended 1 token.\n');
  expect(await casement.refused(3, ...revoke('--', first?.id ?? ''))).toEqual([
    expect.stringMatching(/^error: token: there is no token /),
  ]);
  await casement.refused(2, ...revoke('--client', 'nightly'));
  await casement.refused(1, ...revoke());
  await casement.refused(1, ...revoke('x', '--client', 'nightly'));
  await casement.refused(1, ...revoke('--user', 'ana@example.com'));
  await casement.refused(3, ...revoke('--client', 'nobody', '--yes'));
  const answering = async (word: string) => {
    const said: string[] = [];
    const code = await runCli(['--database', service.database, ...revoke('--client', 'nightly')], {
      env: {},
      stdin: async () => '',
      stdout: (text) => said.push(text),
      stderr: (text) => said.push(text),
      ask: async (question) => {
        said.push(question);
        return word;
      },
    });
    return { code, said: said.join('\n') };
  };
  expect(await answering('y')).toMatchObject({ code: 1 });
  expect(await answering('nightly')).toEqual({
    code: 0,
    said: expect.stringMatching(
      /lose 1 token and the consent of everybody.*\nType nightly to confirm: \nEnded 1 token\.\n$/s,
    ),
  });
  const of = ['--client', 'reports', '--user', 'oskar@example.com', '--yes'];
  expect(await casement.json(...revoke(...of))).toEqual({ revoked: 0 });
  const left = await casement.json<Token[]>('sessions', 'apps', 'list');
  expect(left.map(({ client_id }) => client_id)).toEqual(['reports']);
});

test('CM20: --as sees and ends what is their own only', async () => {
  const as = (user: string, ...args: string[]) => ['--as', user, 'sessions', 'apps', ...args];
  expect(await casement.json(...as('oskar@example.com', 'list'))).toEqual([]);
  await casement.refused(3, ...as('oskar@example.com', 'revoke', '--client', 'reports', '--yes'));
  const user = ['--user', service.ana.id];
  expect(await casement.json(...as('ana@example.com', 'list'))).toHaveLength(1);
  expect(
    await casement.json(
      ...as('ana@example.com', 'revoke', '--client', 'reports', ...user, '--yes'),
    ),
  ).toEqual({ revoked: 1 });
});
