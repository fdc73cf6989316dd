import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEvents } from '../support/event-reader.ts';
import { createProofKey } from '../support/proof-key.ts';
import { expectRefusal, mint, openSession, postExchange } from '../support/requests.ts';
import { PORTAL, startTestService, type TestService } from '../support/test-service.ts';

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

/** Runs the real program on the database of the running service. */
function casement(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { env: { CASEMENT_DATABASE: service.database } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

async function json(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await casement('--json', 'sessions', ...args);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

test('sessions are listed and ended while the service runs, and its readers hear of it', async () => {
  const reader = await readEvents(service);
  await reader.caughtUp();
  const keys = [await createProofKey(), await createProofKey()] as const;
  const first = await openSession(service, keys[0]);
  const second = await openSession(service, keys[1]);
  const client = service.dynamic.client.id;

  expect(await json('list', '--client', client, '--user', 'ana@example.com')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        id: first.session_id,
        client_id: client,
        user_id: service.ana.id,
        embedder_origin: PORTAL,
        renewals: 0,
        last_renewed_at: expect.stringMatching(/^20.*Z$/),
      }),
      expect.objectContaining({ id: second.session_id }),
    ]),
  );
  expect(await json('list', '--limit', '1')).toHaveLength(1);

  expect(await json('revoke', first.session_id, '--reason', 'left on a train')).toEqual({
    revoked: 1,
  });
  expect((await reader.next('session.revoked')).session_id).toBe(first.session_id);
  const renewal = await postExchange(service, keys[0], await mint(service, keys[0]), {
    sessionId: first.session_id,
  });
  await expectRefusal(renewal, 403, 'session_revoked');

  expect(await json('revoke', '--client', client, '--user', 'oskar@example.com', '--yes')).toEqual({
    revoked: 0,
  });
  const unasked = await casement('sessions', 'revoke', '--client', client);
  expect(unasked).toMatchObject({ code: 2, stdout: '' });
  expect(unasked.stderr).toMatch(/1 live session will end for good.*clients pause.*--yes/s);
  expect(await json('revoke', '--client', client, '--yes')).toEqual({ revoked: 1 });
  expect(await json('list')).toEqual([]);
  expect(await json('list', '--all', '--client', client)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ id: first.session_id, revoked_reason: 'left on a train' }),
    ]),
  );
  const { stdout } = await casement('sessions', 'list');
  expect(stdout).toContain('casement sessions list --all');
  await reader.close();
});

test.each([
  ['nothing', []],
  ['a user without a client', ['--user', 'ana@example.com']],
  ['both a session and a client', ['ses_x', '--client', 'cli_x']],
  ['an unknown session', ['ses_x']],
  ['an unknown client', ['--client', 'cli_x']],
  ['an unknown client, unasked', ['--client', 'cli_x', '--yes']],
  ['an empty reason', ['ses_x', '--reason', '']],
])('revoke with %s is refused in words', async (_case, args) => {
  const { code, stdout, stderr } = await casement('sessions', 'revoke', ...args);
  expect(code).not.toBe(0);
  expect(stdout).toBe('');
  expect(stderr.length).toBeGreaterThan(20);
});
