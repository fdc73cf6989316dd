/** Runs docs/guides/admin-api.md as a reader does: every block in one shell, with the real command line. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROGRAM } from '../support/casement.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

const GUIDE = new URL('../../../../docs/guides/admin-api.md', import.meta.url);

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

test('the guide’s commands do what it says', async () => {
  const guide = await readFile(GUIDE, 'utf8');
  const blocks = [...guide.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
  expect(blocks.length).toBeGreaterThan(8);
  const script = blocks
    .join('\n')
    .replace('http://localhost:4400', service.issuer)
    .replace('npx --no -- casement "$@"', '"$NODE" "$PROGRAM" "$@"')
    .replace('node -p', '"$NODE" -p');
  const { stdout } = await promisify(execFile)('bash', ['-e', '-c', script], {
    cwd: folder.path,
    env: { ...process.env, NODE: process.execPath, PROGRAM, CASEMENT_DATABASE: service.database },
  });
  for (const said of [
    '"permissions_everywhere":["AUDIT_READ"',
    '"code":"long_refresh_token"',
    '"version":2',
    '"code":"precondition_failed"',
    '"client_secret":"csm_sk_',
    '"status":"inactive"',
    '204',
    '"slug":"night-shift"',
    '"node_type":"app"',
    '"type":"client.deleted"',
    '"path":"redirect_uris.0"',
  ]) {
    expect(stdout).toContain(said);
  }
  expect(stdout).not.toContain('server_error');
});
