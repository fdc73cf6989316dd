import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { createProofKey } from '../support/proof-key.ts';
import { openSession } from '../support/requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let client: string;
beforeAll(async () => {
  service = await startTestService();
  client = service.dynamic.client.id;
  for (let count = 0; count < 2; count += 1) await openSession(service, await createProofKey());
});
afterAll(() => service.close());

/** As at a terminal, where a person types `answer`; without one nobody sits there. */
async function casement(answer: string | undefined, ...args: string[]) {
  let asked = '';
  let stdout = '';
  let stderr = '';
  const code = await runCli(['--database', service.database, 'sessions', ...args], {
    env: {},
    stdin: async () => '',
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    ...(answer !== undefined && {
      ask: async (question: string) => {
        asked = question;
        return answer;
      },
    }),
  });
  return { code, asked, stdout, stderr };
}

const live = async () => JSON.parse((await casement(undefined, 'list', '--json')).stdout).length;

test('ending all sessions of a client is asked for, with how many, and what to do instead', async () => {
  for (const answer of ['y', '', 'everything']) {
    const { code, asked, stderr } = await casement(answer, 'revoke', '--client', client);
    expect(code).toBe(1);
    expect(asked).toContain(`Client ${client}: 2 live sessions will end for good.`);
    expect(asked).toContain('have to be reloaded');
    expect(asked).toContain(`casement clients pause ${client}`);
    expect(asked).toContain(`Type ${client} to confirm`);
    expect(stderr).toContain('nothing was changed');
  }
  expect(await live()).toBe(2);
});

test('of one user in a client too, in their number', async () => {
  const of = ['revoke', '--client', client, '--user'];
  const { asked } = await casement('no', ...of, service.ana.id);
  expect(asked).toContain(`2 live sessions of ${service.ana.id} will end`);
  // Pausing the client would stop everybody.
  expect(asked).not.toContain('pause');
  expect((await casement('no', ...of, 'oskar@example.com')).asked).toContain('0 live sessions of');
  expect(await live()).toBe(2);
});

test.each([
  ['sessions of a client', () => ['revoke', '--client', client]],
  ['tokens of a client', () => ['apps', 'revoke', '--client', client]],
  ['browsers of a user', () => ['browser', 'revoke', '--user', service.ana.id]],
])('without a terminal, ending all %s takes --yes, and says so', async (_which, args) => {
  const { code, stdout, stderr } = await casement(undefined, ...args());
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^error: yes: .* Say that you mean it with --yes\.\n$/);
  expect(await casement(undefined, ...args(), '--yes')).toMatchObject({ code: 0, asked: '' });
});

test('one session is ended unasked, and an unknown client is refused before anything is asked', async () => {
  const { session_id: id } = await openSession(service, await createProofKey());
  expect(await casement('', 'revoke', id)).toMatchObject({ code: 0, asked: '' });
  const unknown = ['revoke', '--client', 'nobody'];
  expect(await casement('nobody', ...unknown)).toMatchObject({ code: 3, asked: '' });
  expect(await casement('', 'revoke', '--client', client, '--user', 'x@y.example')).toMatchObject({
    code: 3,
    asked: '',
  });
});
test('what was confirmed happens', async () => {
  await openSession(service, await createProofKey());
  const done = await casement(client, 'revoke', '--client', client);
  expect(done).toMatchObject({ code: 0, stdout: 'Ended 1 session.\n' });
  expect((await casement(service.ana.id, 'browser', 'revoke', '--user', service.ana.id)).code).toBe(
    0,
  );
  expect(await live()).toBe(0);
});
