import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createBrowser } from './browser.ts';
import { type Ended, runCasement } from './casement.ts';
import { signIn } from './code-flow.ts';
import { confirmCode } from './device-requests.ts';
import { temporaryFolder } from './temporary-folder.ts';
import type { TestService } from './test-service.ts';

/** The command line of somebody on another machine: without the database, with a home of their own. */
export interface RemoteCasement {
  credentialsFile: string;
  run(...args: string[]): Promise<Ended>;
  /** Expects success and answers what it printed. */
  say(...args: string[]): Promise<string>;
  /** Expects success with `--json` and answers the document. */
  json<T>(...args: string[]): Promise<T>;
  /** Expects an exit code and nothing on stdout; answers stderr. */
  refused(code: number, ...args: string[]): Promise<string>;
  /** Signs in, the person deciding in a browser; answers what the program said. */
  login(email?: string): Promise<Ended>;
  /** Changes what is stored about the only sign-in. */
  tamper(changes: Record<string, unknown>): Promise<void>;
  /** What is stored about it. */
  stored(): Promise<Record<string, string>>;
  remove(): Promise<void>;
}

/** @param service with an issuer at which it listens: its own default */
export async function remoteCasement(service: TestService): Promise<RemoteCasement> {
  const folder = await temporaryFolder();
  const { issuer } = service;
  const credentialsFile = join(folder.path, 'casement', 'credentials.json');
  const options = { cwd: folder.path, env: { XDG_CONFIG_HOME: folder.path } };
  const run = (...args: string[]) => runCasement(args, options);
  const say = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(...args);
    expect(code, stderr).toBe(0);
    return stdout;
  };
  const read = async () => JSON.parse(await readFile(credentialsFile, 'utf8'));
  return {
    ...{ credentialsFile, run, say, remove: folder.remove },
    json: async (...args) => JSON.parse(await say(...args, '--json')),
    async refused(expected, ...args) {
      const { code, stdout, stderr } = await run(...args);
      expect({ code, stdout }, stderr).toEqual({ code: expected, stdout: '' });
      return stderr;
    },
    async login(email) {
      let decision: Promise<unknown> | undefined;
      const ended = await runCasement(['login', '--issuer', issuer], {
        ...options,
        onStderr(text) {
          const [, user_code] = /the code (\S+)\n/.exec(text) ?? [];
          if (user_code !== undefined) decision ??= decide(service, user_code, email);
        },
      });
      await decision;
      return ended;
    },
    async tamper(changes) {
      const content = await read();
      Object.assign(content.issuers[issuer], changes);
      await writeFile(credentialsFile, JSON.stringify(content));
    },
    stored: async () => (await read()).issuers[issuer],
  };
}

/** Allows it in every team that there is to choose. */
async function decide(service: TestService, user_code: string, email?: string): Promise<void> {
  const browser = createBrowser(service);
  await confirmCode(browser, { user_code });
  const { body } = await signIn(browser, email);
  const teams = [...body.matchAll(/name="team" value="([^"]*)"/g)].map(([, id = '']) => id);
  await browser.submit({ decision: 'allow', team: teams });
}
