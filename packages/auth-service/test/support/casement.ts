import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { openAdministration } from '../../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const PROGRAM = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  input?: string;
  /** Options of Node itself. */
  execArgv?: string[];
  program?: string;
  /** Told of everything that was written there so far, whenever there is more. */
  onStderr?: (text: string) => void;
}

/** Runs the command line as a process of its own. */
export function runCasement(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { cwd, env = {}, input = '', execArgv = [], program = PROGRAM, onStderr } = options;
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('CASEMENT_'));
  const child = spawn(process.execPath, [...execArgv, program, ...args], {
    cwd,
    // Whoever runs the tests may be signed in somewhere.
    env: { ...Object.fromEntries(inherited), XDG_CONFIG_HOME: '/nowhere', ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    onStderr?.(stderr);
  });
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs the command line in this process: what the program does, without its start. */
export async function runCasementHere(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  const code = await runCli(args, {
    env,
    stdin: async () => '',
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
  });
  return { code, stdout, stderr };
}

/** The command line, as tests use it. */
export interface Commands {
  run(...args: string[]): Promise<Ended>;
  /** Expects success and answers what it printed. */
  say(...args: string[]): Promise<string>;
  /** Expects success with `--json` and answers the document. */
  json<T>(...args: string[]): Promise<T>;
  /** Expects an exit code, nothing on stdout and no stack trace; answers the lines of stderr. */
  refused(code: number, ...args: string[]): Promise<string[]>;
}

/** The command line on one database. */
export interface Casement extends Commands {
  database: string;
}

type Start = (args: readonly string[]) => Promise<Ended>;

/** @param start a process for each command, as beside a running service, unless told otherwise */
export const casementOn = (database: string, start: Start = runCasement): Casement => ({
  database,
  ...commandsBy((args) => start(['--database', database, ...args])),
});

export function commandsBy(start: Start): Commands {
  const run = (...args: string[]) => start(args);
  const say = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(...args);
    expect(code, stderr).toBe(0);
    return stdout;
  };
  return {
    run,
    say,
    json: async (...args) => JSON.parse(await say(...args, '--json')),
    refused: async (expected, ...args) => {
      const { code, stdout, stderr } = await run(...args);
      expect({ code, stdout }, stderr).toEqual({ code: expected, stdout: '' });
      expect(stderr).toMatch(/^error: /);
      expect(stderr).not.toMatch(/^\s+at /m);
      return stderr.trimEnd().split('\n');
    },
  };
}

/**
 * A fresh database in a folder of its own, as a service leaves it after its first start. Its commands run
 * in this process, one after the other: for the program itself, or for several at once, `casementOn`.
 */
export async function freshCasement(): Promise<
  Casement & { folder: string; remove: () => Promise<void> }
> {
  const folder = await temporaryFolder();
  const database = join(folder.path, '.casement', 'casement.db');
  await mkdir(dirname(database));
  await (await openAdministration({ database })).close();
  return { ...casementOn(database, runCasementHere), folder: folder.path, remove: folder.remove };
}

/** With a team, Ana as viewer and Max as its administrator. */
export async function casementWithTeam() {
  const casement = await freshCasement();
  const administration = await openAdministration(casement);
  const { directory } = administration;
  const { id: organizationId } = await directory.createOrganization({ name: 'Nordlys' });
  const team = await directory.createTeam({ organizationId, name: 'Operations' });
  const ana = await directory.createUser({ email: 'Ana@Example.com', name: 'Ana' });
  const max = await directory.createUser({ email: 'max@example.com', name: 'Max' });
  await directory.setMembership({ teamId: team.id, user: ana.id, roleId: 'viewer' });
  await directory.setMembership({ teamId: team.id, user: max.id, roleId: 'admin' });
  await administration.close();
  return { ...casement, organizationId, team, ana, max };
}
