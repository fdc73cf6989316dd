import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { openAdministration } from '../../src/index.ts';
import { casementWithTeam } from '../support/casement.ts';

let casement: Awaited<ReturnType<typeof casementWithTeam>>;
beforeAll(async () => {
  casement = await casementWithTeam();
  const { clients, close } = await openAdministration(casement);
  for (const id of ['one', 'two', 'three']) {
    await clients.createEmbeddedClient({
      id,
      name: id,
      teamId: casement.team.id,
      userMode: 'dynamic',
      allowedOrigins: ['https://portal.example.com'],
    });
  }
  await close();
});
afterAll(() => casement.remove());

const listed = async () =>
  (await casement.json<{ id: string; status: string }[]>('clients', 'list')).map(
    ({ id, status }) => `${id} ${status}`,
  );

/** As at a terminal, where a person types `answer`. */
async function typing(answer: string | undefined, ...args: string[]) {
  let asked = '';
  let stderr = '';
  const code = await runCli(['--database', casement.database, ...args], {
    env: {},
    stdin: async () => '',
    stdout: () => {},
    stderr: (text) => {
      stderr += text;
    },
    ask: async (question) => {
      asked = question;
      return answer;
    },
  });
  return { code, asked, stderr };
}

test('without a terminal, revoking and deleting take --yes', async () => {
  for (const verb of ['revoke', 'delete']) {
    const [line] = await casement.refused(2, 'clients', verb, 'one');
    expect(line).toContain('--yes');
  }
  expect(await listed()).toContain('one active');
  expect(await casement.say('clients', 'revoke', 'one', '--yes')).toContain('is revoked');
  expect(await listed()).toContain('one revoked');
  await casement.refused(4, 'clients', 'resume', 'one');
  expect(await casement.json('clients', 'delete', 'one', '--yes')).toEqual({
    id: 'one',
    deleted: true,
  });
  expect(await listed()).toEqual(['three active', 'two active']);
  await casement.refused(3, 'clients', 'delete', 'one', '--yes');
});

test('at a terminal, the client’s ID is typed; anything else changes nothing', async () => {
  for (const answer of ['y', 'yes', 'thre', '', undefined]) {
    const { code, asked, stderr } = await typing(answer, 'clients', 'delete', 'three');
    expect(code).toBe(1);
    expect(asked).toContain('Type three to confirm');
    expect(stderr).toContain('nothing was changed');
  }
  expect(await listed()).toContain('three active');
  expect((await typing('three ', 'clients', 'delete', 'three')).code).toBe(0);
  expect(await listed()).toEqual(['two active']);
});

test('an unknown client is refused before anything is asked', async () => {
  const { code, asked } = await typing('nobody', 'clients', 'revoke', 'nobody');
  expect({ code, asked }).toEqual({ code: 3, asked: '' });
});
