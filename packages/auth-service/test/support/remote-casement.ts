import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBrowser } from './browser.ts';
import { type Commands, commandsBy, type Ended, runCasement, runCasementHere } from './casement.ts';
import { allowAll, signIn } from './code-flow.ts';
import { confirmCode } from './device-requests.ts';
import { temporaryFolder } from './temporary-folder.ts';
import type { TestService } from './test-service.ts';

/** The command line of somebody on another machine: without the database, with a home of their own. */
export interface RemoteCasement extends Commands {
  credentialsFile: string;
  /** The same in this process, which is faster, and always at this service. */
  here: Commands;
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
  const read = async () => JSON.parse(await readFile(credentialsFile, 'utf8'));
  return {
    ...commandsBy((args) => runCasement(args, options)),
    here: commandsBy((args) =>
      runCasementHere(args, { ...options.env, CASEMENT_REMOTE_ISSUER: issuer }),
    ),
    credentialsFile,
    remove: folder.remove,
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

/** Allows it in all teams, or in every one that there is to choose. */
async function decide(service: TestService, user_code: string, email?: string): Promise<void> {
  const browser = createBrowser(service);
  await confirmCode(browser, { user_code });
  const { body } = await signIn(browser, email);
  if (body.includes('name="teams" value="all"')) {
    await allowAll(browser);
    return;
  }
  const teams = [...body.matchAll(/name="team" value="([^"]*)"/g)].map(([, id = '']) => id);
  await browser.submit({ decision: 'allow', team: teams });
}
