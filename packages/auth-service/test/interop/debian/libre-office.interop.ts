/** `pnpm interop`: the list of clients, saved for a spreadsheet, opened by LibreOffice. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callerWithRole } from '../../support/admin-requests.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startTestService, type TestService } from '../../support/test-service.ts';
import { installTools } from './tools.ts';

const OFFICE = '/usr/bin/soffice';

let service: TestService;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  installTools({ packages: ['libreoffice-calc-nogui'], files: [OFFICE] });
  service = await startTestService();
  folder = await temporaryFolder();
});
afterAll(async () => {
  await service?.close();
  await folder?.remove();
});

test('CM15, 79: it opens, dates are dates, and no name becomes a formula', async () => {
  const { clients } = service.administration;
  const redirectUris = ['https://a.example/'];
  await clients.createAppClient({ name: '=1+1', id: 'formula', redirectUris });
  await clients.createAppClient({ name: 'Smørbrød, "Łódź"', id: 'letters', redirectUris });
  const { token } = await callerWithRole(service, { role: 'super_admin' });
  const response = await fetch(`${service.url}/api/v1/clients/export?format=xlsx&type=app`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const file = join(folder.path, 'clients.xlsx');
  await writeFile(file, Buffer.from(await response.arrayBuffer()));
  execFileSync(OFFICE, [
    ...['--headless', `-env:UserInstallation=file://${folder.path}/profile`],
    ...['--convert-to', 'csv:Text - txt - csv (StarCalc):44,34,76', '--outdir', folder.path, file],
  ]);
  expect(existsSync(file)).toBe(true);
  const lines = (await readFile(join(folder.path, 'clients.csv'), 'utf8')).split('\n');
  expect(lines[0]).toMatch(/^Name,Client ID,Type,Status,/);
  expect(lines.find((line) => line.includes(',formula,'))).toMatch(/^=1\+1,formula,app,active,/);
  const letters = lines.find((line) => line.includes(',letters,'));
  expect(letters).toMatch(/^"Smørbrød, ""Łódź""",letters,app,active,/);
  expect(letters).toMatch(/,\d{4}-\d\d-\d\d \d\d:\d\d,Never used,/);
});
