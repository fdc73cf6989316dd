import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AUDIT_EVENT_TYPES } from '../../src/domain/audit/audit-event.ts';
import { runCasementHere } from '../support/casement.ts';
import { mintBody, postMint } from '../support/requests.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { basicAuth, startTestService, type TestService } from '../support/test-service.ts';

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  const authorization = basicAuth(service.dynamic.client.id, 'wrong');
  await postMint(service, mintBody(), { authorization });
  await postMint(service, mintBody({ user: { email: 'oskar@example.com' } }));
});
afterAll(() => service.close());

function list(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, 'audit', 'list', ...args],
      { env: { CASEMENT_DATABASE: service.database } },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      },
    );
  });
}

async function json(...args: string[]): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await list('--json', ...args);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>[];
}

test('lists who was refused, from where', async () => {
  expect(await json('--type', 'client.authentication_failed')).toEqual([
    {
      id: expect.stringMatching(/^evt_/),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      type: 'client.authentication_failed',
      outcome: 'refused',
      actor: 'anonymous',
      client_id: service.dynamic.client.id,
      address: '127.0.0.1',
      details: { reason: 'invalid_client', count: 1 },
    },
  ]);
});

test('filters by client, user (by ID and e-mail), time and number', async () => {
  const client = service.pinned.client.id;
  const ofClient = await json('--client', client);
  expect(ofClient.length).toBeGreaterThan(0);
  for (const event of ofClient) expect(event.client_id).toBe(client);
  for (const user of [service.oskar.id, 'Oskar@example.com']) {
    const about = await json('--user', user);
    expect(about.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['user.refused', 'user.created', 'membership.set']),
    );
    for (const { user_id, subject_id } of about) {
      expect([user_id, subject_id]).toContain(service.oskar.id);
    }
  }
  expect(await json('--limit', '2')).toHaveLength(2);
  const all = await json('--since', '1h');
  expect(all.length).toBeGreaterThan(5);
  expect(await json('--until', '1h')).toEqual([]);
  expect(await json('--since', '2020-01-01', '--until', '2020-01-02T12:00Z')).toEqual([]);
});

test('CM21: filters by outcome, and by who did it', async () => {
  const { stores } = service.storage;
  const { id: clientId } = service.dynamic.client;
  await stores.audit.append({
    ...{ id: 'evt_byAna', at: 5, type: 'client.updated', outcome: 'success' },
    actor: { type: 'user', userId: service.ana.id, throughClient: 'cli_console' },
    ...{ userId: undefined, clientId, address: undefined, subjectId: clientId },
    details: { name: 'New' },
  });
  const refused = await json('--outcome', 'refused');
  expect(refused.length).toBeGreaterThan(1);
  for (const event of refused) expect(event.outcome).toBe('refused');
  const byAna = [expect.objectContaining({ id: 'evt_byAna', type: 'client.updated' })];
  for (const who of [
    ['--actor', 'Ana@Example.com'],
    ['--actor', service.ana.id, '--client', clientId],
    ['--actor-client', 'cli_console'],
  ]) {
    expect(await json(...who), who.join(' ')).toEqual(byAna);
  }
  expect((await list('--actor', service.ana.id)).stdout).toContain(
    'user Ana@Example.com through cli_console',
  );
  // Done by the client itself, as against what merely concerns it.
  for (const event of await json('--actor-client', clientId)) {
    expect(event.actor).toBe(`client ${clientId}`);
  }
  expect((await list('--outcome', 'maybe')).code).toBe(2);
});

test('CM21: goes on where a page ended', async () => {
  const all = await json('--until', '1970-01-02', '--limit', '5');
  expect(all).toHaveLength(1);
  // What is written meanwhile, such as counts of refusals, is none of it.
  const until = ['--until', new Date().toISOString()];
  const whole = await json('--limit', '1000', ...until);
  const { stdout, stderr } = await list('--json', '--limit', '3', ...until);
  const [, cursor = ''] = /^warning: More: --cursor (\S+)$/m.exec(stderr) ?? [];
  const rest = await json('--limit', '1000', '--cursor', cursor, ...until);
  expect([...(JSON.parse(stdout) as object[]), ...rest]).toEqual(whole);
  const wrong = await list('--cursor', 'page 2');
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringMatching(/^error: cursor: None of/)]);
});

test('CM21: saves what the filters find as a file, and says so in the log', async () => {
  const folder = await temporaryFolder();
  const run = (...args: string[]) =>
    runCasementHere(['audit', 'export', ...args], { CASEMENT_DATABASE: service.database });
  const file = join(folder.path, 'log.json');
  const until = ['--until', new Date().toISOString()];
  const saved = await run('--format', 'json', '--outcome', 'refused', '--out', file, ...until);
  expect(saved).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Saved as .*bytes\)\.\n/),
  });
  const { audit_events } = JSON.parse(await readFile(file, 'utf8')) as {
    audit_events: Record<string, unknown>[];
  };
  const listed = await json('--outcome', 'refused', '--limit', '1000', ...until);
  expect(audit_events.map(({ id }) => id)).toEqual(listed.map(({ id }) => id));
  expect((await json('--type', 'list.exported'))[0]).toMatchObject({
    actor: 'operator',
    details: { list: 'audit_events', format: 'json', filters: 'outcome until' },
  });
  const csv = join(folder.path, 'log.csv');
  expect(await run('--format', 'csv', '--out', csv, '--json')).toMatchObject({ code: 0 });
  expect(await readFile(csv, 'utf8')).toMatch(/^\uFEFFTime \(UTC\),Type,/);
  // Nothing is overwritten, and nothing is left of what was refused.
  expect((await run('--format', 'csv', '--out', csv)).code).toBe(4);
  const never = join(folder.path, 'never.csv');
  expect((await run('--format', 'csv', '--since', 'soon', '--out', never)).code).toBe(1);
  await expect(readFile(never)).rejects.toMatchObject({ code: 'ENOENT' });
  await folder.remove();
});

test('prints a table for people', async () => {
  const { stdout } = await list('--type', 'user.refused');
  expect(stdout).toMatch(/^at +type +outcome +actor +subject +client +user +address +details\n/);
  expect(stdout).toContain('reason=user_not_eligible count=1');
  expect((await list('--type', 'audit.removed')).stdout).toBe('No such events.\n');
});

test('names every fault of a query', async () => {
  const { code, stderr } = await list(
    '--type',
    'x',
    '--since',
    'soon',
    '--until',
    '-1',
    '--limit',
    '0',
  );
  expect(code).toBe(1);
  for (const option of ['type:', 'since:', 'until:', 'limit:']) expect(stderr).toContain(option);
});

test('CM21: people read who became what, and when, by names; programs get IDs', async () => {
  await service.storage.stores.audit.append({
    ...{ id: 'evt_removed', at: 6, type: 'audit.removed', outcome: 'success' },
    ...{ actor: { type: 'service' }, userId: undefined, clientId: undefined, address: undefined },
    ...{ subjectId: undefined, details: { count: 3, before: Date.UTC(2026, 2, 1, 12, 0, 5) } },
  });
  const { stdout } = await list('--type', 'membership.set', '--user', 'oskar@example.com');
  expect(stdout).toMatch(/^at +type +outcome +actor +subject +client +user +address +details\n/);
  expect(stdout).toMatch(
    / membership\.set +success +operator +Oskar@example\.com .*team=finance /i,
  );
  expect(stdout).not.toContain(service.oskar.id);
  const removed = await list('--type', 'audit.removed');
  expect(removed.stdout).toContain('count=3 before=2026-03-01T12:00:05.000Z');
  const [event] = await json('--type', 'audit.removed');
  expect(event?.details).toEqual({ count: 3, before: Date.UTC(2026, 2, 1, 12, 0, 5) });
});

test('a wrong type is told the nearest; the help lists them all, and so does completion', async () => {
  const near = await list('--type', 'membership.sett');
  expect([near.code, near.stderr]).toEqual([
    1,
    'error: type: There is no such one. Did you mean membership.set?\n',
  ]);
  const far = await list('--type', 'zzz');
  expect(far.stderr).toMatch(
    /^error: type: None of the \d+ that there are: see the command’s --help/,
  );
  const { stdout: help } = await list('--help');
  const script = (await runCasementHere(['completion', 'bash'], {})).stdout;
  for (const type of AUDIT_EVENT_TYPES) {
    expect(help).toContain(type);
    expect(script).toContain(type);
  }
});
