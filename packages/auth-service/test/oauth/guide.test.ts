/** Runs docs/guides/oauth.md as a reader does: every block in one shell, and the pages in a browser. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBrowser } from '../support/browser.ts';
import { PROGRAM } from '../support/casement.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

const GUIDE = new URL('../../../../docs/guides/oauth.md', import.meta.url);
const OLA = { email: 'ola@nordlys.example', password: 'correct horse battery staple' };

let service: TestService;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  service = await startTestService({ issuer: undefined });
  folder = await temporaryFolder();
});
afterAll(async () => {
  await service.close();
  await folder.remove();
});

/** Signs Ola in and allows what is asked; answers where the browser is left. */
async function visit(address: string): Promise<string> {
  const browser = createBrowser(service);
  let page = await browser.open(address);
  const [, userCode] = /name="user_code" value="([^"]+)"/.exec(page.body) ?? [];
  if (userCode !== undefined) {
    await browser.submit({ user_code: userCode });
    page = await browser.submit({ confirm: 'yes' });
  }
  expect(page.body).toContain('name="password"');
  const consent = await browser.submit(OLA);
  const [, team = ''] = /name="team" value="([^"]*)"/.exec(consent.body) ?? [];
  return (await browser.submit({ decision: 'allow', team })).url.href;
}

/** Everything that the shell says, with the pages visited as it asks for them. */
function run(script: string): Promise<string> {
  const shell = spawn('bash', ['-e', '-c', script], {
    cwd: folder.path,
    env: {
      ...process.env,
      NODE: process.execPath,
      PROGRAM,
      CASEMENT_DATABASE: service.database,
    },
  });
  let said = '';
  return new Promise((resolve, reject) => {
    shell.stdout.on('data', (chunk) => {
      said += chunk;
      const [, address] = /^Open (\S+)$/m.exec(String(chunk)) ?? [];
      if (address === undefined) return;
      visit(address).then(
        (left) => {
          if (left.includes('/callback?')) shell.stdin.end(`${left}\n`);
        },
        (error) => {
          shell.kill();
          reject(error);
        },
      );
    });
    shell.stderr.on('data', (chunk) => {
      said += chunk;
    });
    shell.once('error', reject);
    shell.once('close', (code) => {
      if (code === 0) resolve(said);
      else reject(new Error(`The shell ended with ${code}:\n${said}`));
    });
  });
}

test('the guide’s commands complete all three flows', async () => {
  const guide = await readFile(GUIDE, 'utf8');
  const blocks = [...guide.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
  expect(blocks.length).toBeGreaterThan(9);
  const script = [
    // The workspace's own command line, on this test's database.
    'npx() { [ "$1 $2 $3" = "--no -- casement" ] && shift 3 && "$NODE" "$PROGRAM" "$@"; }',
    ...blocks.map((block) => block.replace('http://localhost:4400', service.issuer)),
  ].join('\n');
  const said = await run(script);
  expect(said).toContain(`${service.issuer}/oauth2/token`);
  expect(said).toMatch(/\{"active":true.*"client_id":"nightly-report"/);
  expect(said).toContain('{"active":false}');
  expect(said.match(/"email":"ola@nordlys\.example"/g)).toHaveLength(2);
  expect(said.match(/"name":"control-room"/g)?.length).toBeGreaterThanOrEqual(2);
  expect(said).not.toContain('not our answer');
  expect(said).toMatch(/\n3600\n/);
});
