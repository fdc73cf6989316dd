import { describe, expect, test } from 'vitest';
import { readInvocation } from '../../src/doctor/arguments.ts';
import { PROGRAM, runProgram } from './program.ts';

const GOOD = [
  '--issuer',
  'https://auth.example.com',
  '--client-id',
  'portal',
  '--origin',
  'https://portal.example.com',
];
const ENV = { CASEMENT_CLIENT_SECRET: 'the-secret' };

function faultsOf(args: readonly string[], env: Record<string, string> = ENV): readonly string[] {
  const invocation = readInvocation(args, env, () => {
    throw new Error('ENOENT');
  });
  if (invocation.kind !== 'usage') throw new Error(`not refused: ${invocation.kind}`);
  return invocation.faults;
}

describe('EM18 arguments', () => {
  test('the secret comes from the environment', () => {
    const invocation = readInvocation(GOOD, ENV);
    if (invocation.kind !== 'examine') throw new Error(invocation.kind);
    expect(invocation.options.credentials.clientSecret).toBe('the-secret');
  });

  test.each([
    '--client-secret',
    '--secret',
    '--password',
    '--dashboard-secret',
    '--dashboard-client-secret',
  ])('%s is refused, and its value is not repeated', (option) => {
    for (const args of [
      [...GOOD, option, 'hunter2'],
      [...GOOD, `${option}=hunter2`],
    ]) {
      const faults = faultsOf(args);
      expect(faults).toHaveLength(1);
      expect(faults[0]).toContain('CASEMENT_CLIENT_SECRET');
      expect(faults[0]).not.toContain('hunter2');
    }
  });

  test('every missing argument is named at once', () => {
    const faults = faultsOf([], {});
    expect(faults).toHaveLength(4);
    for (const name of ['--issuer', '--origin', '--client-id', 'CASEMENT_CLIENT_SECRET'])
      expect(faults.some((fault) => fault.includes(name))).toBe(true);
    expect(faults).toContain('--issuer must be a string such as "https://auth.example.com".');
    expect(faults).toContain('--origin must be a string such as "https://portal.example.com".');
  });

  test.each([
    ['--issuer', 'http://auth.example.com', 'https'],
    ['--issuer', 'https://auth.example.com/', 'trailing slash'],
    ['--origin', 'https://portal.example.com/path', 'https://portal.example.com'],
    ['--origin', 'HTTPS://portal.example.com', 'https://portal.example.com'],
    ['--dashboard', 'dash.example.com', 'http(s) address'],
    ['--dashboard', 'file:///etc/passwd', 'http(s) address'],
    ['--timeout', '0', '1 to 60'],
    ['--timeout', 'soon', '1 to 60'],
    ['--private-key', '/nowhere.pem', 'cannot read it'],
    ['--dashboard-client-id', 'dash', 'CASEMENT_DASHBOARD_CLIENT_SECRET'],
    ['--key-id', 'k1', '--private-key'],
  ])('%s %s is refused with the way out', (option, value, hint) => {
    const faults = faultsOf([...GOOD, option, value]);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(hint);
  });

  test('unknown options and positional arguments are refused', () => {
    expect(faultsOf([...GOOD, '--orgin', 'x'])[0]).toContain('--orgin');
    expect(faultsOf([...GOOD, 'csm_cs_abc'])[0]).toBeDefined();
  });

  test('a private key that is none is refused without being quoted', () => {
    const invocation = readInvocation(
      [...GOOD, '--private-key', 'k'],
      {},
      () => '{ "d": "hunter2"',
    );
    expect(invocation).toMatchObject({ kind: 'usage' });
    expect(JSON.stringify(invocation)).not.toContain('hunter2');
    const other = readInvocation([...GOOD, '--private-key', 'k'], {}, () => 'hunter2');
    expect(other).toMatchObject({ kind: 'usage' });
    expect(JSON.stringify(other)).not.toContain('hunter2');
  });
});

/** Makes a Node say that it is an older one. */
const OLD_NODE = [
  '--import',
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.19.0"}})',
];

describe('the program', () => {
  test('--help documents every exit code and answers 0', async () => {
    const { exitCode, stdout } = await runProgram(['--help']);
    expect(exitCode).toBe(0);
    for (const code of [0, 1, 2]) expect(stdout).toContain(`\n  ${code}  `);
  });

  test('usage is 2, on standard error', async () => {
    const { exitCode, stdout, stderr } = await runProgram(['--issuer', 'x']);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('error: --issuer');
    expect(stderr).toContain('--help');
  });

  test('an older Node gets a message, not a stack trace', async () => {
    const options = { program: PROGRAM, execArgv: OLD_NODE };
    expect(await runProgram(['--help'], {}, options)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error: node: casement-doctor needs Node 22.19 or newer; this is v20.19.0. Install a newer one, or put it first on the PATH.\n',
    });
  });

  test('in the workspace an older Node hands over to the pinned one, exit code and all', async () => {
    const answer = await runProgram(['--issuer', 'x'], {}, { execArgv: OLD_NODE });
    expect(answer).toMatchObject({ exitCode: 2, stdout: '' });
    expect(answer.stderr).toContain('error: --issuer');
  });
});
