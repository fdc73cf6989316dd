/** What the admin API can do, the command line can: every operation is reached by a command, as the guide says. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createProgram } from '../../src/cli/run-cli.ts';
import type { Commands } from '../support/casement.ts';
import { CHEAP_HASH } from '../support/cheap-password.ts';
import { clientCredentialsToken, createService } from '../support/oauth-requests.ts';
import { type Document, openApiDocument } from '../support/openapi.ts';
import { createProofKey } from '../support/proof-key.ts';
import { type RemoteCasement, remoteCasement } from '../support/remote-casement.ts';
import { mint, postExchange } from '../support/requests.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startTestService, type TestService } from '../support/test-service.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

const GUIDE = new URL('../../../../docs/guides/admin-api.md', import.meta.url);
const EMAIL = 'root@example.com';

/** What the program answers without asking: it would say the same. */
const KNOWN_HERE: ReadonlySet<string> = new Set(['listClientTemplates']);

let service: TestService;
let receiver: WebhookReceiver;
let casement: RemoteCasement;
let remote: Commands;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let document: Document;
beforeAll(async () => {
  receiver = await startWebhookReceiver();
  service = await startTestService(
    { issuer: undefined, outboundNetworks: ['127.0.0.1'] },
    { webhookInterval: 5 },
  );
  document = await openApiDocument(service);
  const { directory } = service.administration;
  const root = await directory.createUser({ email: EMAIL, name: 'Root' });
  await directory.setMembership({ teamId: service.team.id, user: EMAIL, roleId: 'super_admin' });
  await service.storage.stores.passwords.put(root.id, CHEAP_HASH, Date.now());
  folder = await temporaryFolder();
  casement = await remoteCasement(service);
  expect(await casement.login(EMAIL)).toMatchObject({ code: 0 });
  remote = casement.here;
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await Promise.all([service.close(), casement.remove(), receiver.close(), folder.remove()]);
});

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      operationId,
      method: method.toUpperCase(),
      pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
      depth: path.replace(/\{\w+\}/g, '').length,
    })),
  );

/** The most literal path that fits. */
const operationOf = (method: string, pathname: string): string | undefined =>
  operations()
    .filter((one) => one.method === method && one.pattern.test(pathname))
    .toSorted((one, other) => other.depth - one.depth)[0]?.operationId;

interface Row {
  operation: string;
  /** Words of the command, and options with which it is this operation. */
  words: string[];
}

async function table(): Promise<Row[]> {
  const guide = await readFile(GUIDE, 'utf8');
  const [, section = ''] = guide.split('\n## By command\n');
  return [...section.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].flatMap(
    ([, operation = '', cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => ({
        operation,
        words: text.split(' '),
      })),
  );
}

const ignore = () => undefined;
const program = (): Command =>
  createProgram({ env: {}, stdin: async () => '', stdout: ignore, stderr: ignore });

/** The command that some words name, and what follows it. */
function commandOf(words: readonly string[]): { path: string[]; command: Command; rest: string[] } {
  let command = program();
  const path: string[] = [];
  for (const word of words) {
    const next = command.commands.find((one) => one.name() === word);
    if (!next) break;
    command = next;
    path.push(word);
  }
  return { path, command, rest: words.slice(path.length) };
}

test('CM22: the guide names a command for every operation of the API', async () => {
  const named = (await table()).map(({ operation }) => operation);
  const ids = operations().map(({ operationId }) => operationId);
  expect([...new Set(named)].toSorted()).toEqual(ids.toSorted());
});

test('CM22: every command that it names is one of the program’s, with its options', async () => {
  for (const { words } of await table()) {
    const { command, rest } = commandOf(words);
    expect(command.commands, words.join(' ')).toEqual([]);
    const options = command.options.map(({ long }) => long);
    expect(options, words.join(' ')).toEqual(expect.arrayContaining(rest));
  }
});

test('CM22: each of these commands does that operation', async () => {
  /** Which operations each command asked for, by its words and the options that were given. */
  const done: { path: string; options: string[]; operations: Set<string> }[] = [];
  const real = globalThis.fetch;
  const run = async <T = Record<string, string>>(line: string, ...more: string[]): Promise<T> => {
    const args = [...line.split(' '), ...more];
    const asked = new Set<string>();
    vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      const operation = operationOf(init?.method ?? 'GET', pathname);
      if (operation !== undefined) asked.add(operation);
      return real(input, init);
    });
    const answer = await remote.json<T>(...args);
    vi.restoreAllMocks();
    const options = args.filter((word) => word.startsWith('--'));
    done.push({ path: commandOf(args).path.join(' '), options, operations: asked });
    return answer;
  };
  const file = async (name: string, content: unknown) => {
    await writeFile(join(folder.path, name), JSON.stringify(content));
    return join(folder.path, name);
  };

  await run('whoami');
  await run('orgs add Acme');
  await run('orgs list');
  await run('orgs show Acme');
  await run('orgs set-locale Acme nb');
  await run('teams add Grid --org Acme');
  await run('teams list');
  await run('teams show Grid');
  await run('apps add Shift --team Grid --slug shift');
  await run('apps list');
  await run('apps show shift');
  await run('users add ida@example.com --name Ida');
  await run('users list');
  await run('users show ida@example.com');
  await run('users set-locale ida@example.com nb');
  await run('users deactivate ida@example.com');
  await run('users activate ida@example.com');
  await run('roles add reader read:dashboards');
  await run('roles list');
  await run('roles show reader');
  await run('roles set-permissions reader read:dashboards write:dashboards');
  await run('members set ida@example.com --team Grid --role reader');
  await run('members list');
  await run('members remove ida@example.com --team Grid');

  const wall = 'clients create --name Wall --id wall --team Grid --user-mode dynamic';
  await run(wall, '--origin', 'https://wall.example.com', '--dry-run');
  await run(wall, '--origin', 'https://wall.example.com');
  await run('clients create-app --name App --id app-1 --redirect-uri https://app.example.com/cb');
  await run('clients create-service --name Nightly --id nightly --role viewer@Grid');
  await run('clients templates');
  await run('clients list');
  await run('clients show wall');
  await run('clients update wall --name Walls --dry-run');
  await run('clients update wall --name Walls');
  await run('clients pause wall');
  await run('clients resume wall');
  const app = { type: 'app', redirect_uris: ['https://app.example.com/cb'], name: 'Imported' };
  const clients = ['app-2', 'app-3'].map((id) => ({ ...app, id }));
  await run('clients export --format json --out', join(folder.path, 'exported.json'));
  await run('clients import', await file('clients.json', { clients }));
  const { secret_id } = await run('clients secrets create wall');
  await run('clients secrets list wall');
  await run('clients secrets revoke wall', secret_id ?? '');
  await run('clients rotate-secret wall --yes');
  const { publicKey } = await generateKeyPair('ES256');
  await run('clients add-key wall', await file('key.json', await exportJWK(publicKey)));
  const [key] = await run<{ id: string }[]>('clients keys list wall');
  await run('clients keys revoke wall', key?.id ?? '');
  for (const [option, slug] of [
    ['--project', 'grid'],
    ['--app', 'shift'],
  ]) {
    const node = `${option} ${slug}`;
    const { id } = await run(`clients credentials create ${node} --name Bot --role viewer`);
    await run(`clients credentials list ${node}`);
    await run(`clients credentials regenerate-secret ${id} ${node} --yes`);
    await run(`clients delete ${id} --yes`);
  }
  await run('apps delete shift --yes');
  await run('clients revoke wall --yes');
  await run('clients delete app-1 app-2 --yes');

  const startSession = async () => {
    const proofKey = await createProofKey();
    const proof = await proofKey.proof(`${service.issuer}/embed/token`);
    await postExchange(service, proofKey, await mint(service, proofKey), { proof });
  };
  await startSession();
  const [session] = await run<{ id: string }[]>('sessions list');
  expect(await run('sessions revoke', session?.id ?? '')).toEqual({ revoked: 1 });
  // What really happened, and not what was wished for.
  expect(await run('sessions revoke', session?.id ?? '')).toEqual({ revoked: 0 });
  await startSession();
  expect(await run('sessions revoke --yes --client', service.dynamic.client.id)).toEqual({
    revoked: 1,
  });

  const exporting = await createService(service, { name: 'Export' });
  for (let count = 0; count < 3; count++) await clientCredentialsToken(service, exporting);
  const tokens = await run<{ id: string }[]>('sessions apps list --client', exporting.id);
  expect(tokens).toHaveLength(3);
  // Behind two hyphens it could begin with one.
  const token = tokens.find(({ id }) => !id.startsWith('-'));
  expect(await run('sessions apps revoke', token?.id ?? '')).toEqual({ revoked: 1 });
  expect(await run(`sessions apps revoke --client ${exporting.id} --yes`)).toEqual({ revoked: 2 });

  const [browser] = await run<{ id: string }[]>('sessions browser list');
  expect(await run('sessions browser revoke', browser?.id ?? '')).toEqual({ revoked: 1 });
  expect(await run('sessions browser revoke', browser?.id ?? '')).toEqual({ revoked: 0 });
  expect(await run('sessions browser revoke --yes --user', EMAIL)).toEqual({ revoked: 0 });

  const { id: hook = '' } = await run('webhooks add', `${receiver.url}/hook`);
  await run('webhooks list');
  await run('webhooks show', hook);
  expect(await run(`webhooks update ${hook} --event client.paused`)).toMatchObject({
    events: ['client.paused'],
  });
  const { event_id = '' } = await run('webhooks ping', hook);
  const states = async () =>
    (await run<{ state: string }[]>('webhooks deliveries', hook)).map(({ state }) => state);
  await expect.poll(states).toEqual(['delivered']);
  await run('webhooks redeliver', hook, event_id);
  await run('webhooks pause', hook);
  await run('webhooks resume', hook);
  await run('webhooks rotate-secret', hook);
  await run(`webhooks delete ${hook} --yes`);
  await run('audit list');
  await run('audit export --format csv --out', join(folder.path, 'log.csv'));

  const missing = (await table()).filter(({ operation, words }) => {
    const { path, rest } = commandOf(words);
    const runs = done.filter(
      (one) => one.path === path.join(' ') && rest.every((option) => one.options.includes(option)),
    );
    if (KNOWN_HERE.has(operation)) return runs.length === 0;
    return !runs.some((one) => one.operations.has(operation));
  });
  expect(missing.map(({ operation, words }) => `${operation}: ${words.join(' ')}`)).toEqual([]);
});
