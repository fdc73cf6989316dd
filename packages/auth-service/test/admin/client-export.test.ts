import { readXlsx } from 'hucre';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLIENT_COLUMNS } from '../../src/domain/client/client-sheet.ts';
import { headerOf } from '../../src/domain/sheet/sheet.ts';
import { type ApiCaller, callerWithRole } from '../support/admin-requests.ts';
import { cellsOf, download as save } from '../support/saved-files.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

const FORMULA = '=HYPERLINK("https://evil.example","open")';
const HEADERS = CLIENT_COLUMNS.map(headerOf);

let service: TestService;
let boss: ApiCaller & { userId: string; clientId: string };
beforeAll(async () => {
  service = await startTestService();
  boss = await callerWithRole(service, { role: 'super_admin' });
  const { clients } = service.administration;
  const app = { redirectUris: ['https://a.example/'] };
  const teamRestriction = { teamIds: [service.team.id] };
  await clients.createAppClient({ ...app, name: FORMULA, id: 'list-1' });
  await clients.createAppClient({
    ...{ ...app, name: '-2+3', id: 'list-2', teamRestriction },
    ...{ refreshToken: true, scopes: ['openid', 'offline_access'] },
  });
});
afterAll(() => service.close());

const download = (query: string, caller = boss) =>
  save(service, caller, `/api/v1/clients/export?${query}`);

test('CM15: saved for a spreadsheet, with a name, a date and every column of the list', async () => {
  const response = await download('format=xlsx&search=list-');
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'content-disposition': expect.stringMatching(
      /^attachment; filename="clients-\d{4}-\d\d-\d\d\.xlsx"$/,
    ),
    'cache-control': 'no-store',
  });
  const [head, ...rows] = await cellsOf(response, 'xlsx');
  expect(head).toEqual(HEADERS);
  const shown = rows.map((cells) =>
    Object.fromEntries(cells.map((cell, at) => [HEADERS[at], cell])),
  );
  expect(shown).toMatchObject([
    {
      ...{ Name: '-2+3', 'Client ID': 'list-2', Type: 'app', Status: 'active' },
      ...{ Scopes: 'offline_access openid', Teams: 'Operations' },
      ...{ 'Access token (s)': 3600, 'Refresh token (s)': 604_800 },
      ...{ 'Created (UTC)': expect.any(Date), 'Last used (UTC)': 'Never used' },
    },
    { Name: FORMULA, Teams: 'All teams', 'Refresh token (s)': null },
  ]);
});

test('79 a name that is a formula stays text in a spreadsheet and gets an apostrophe in CSV', async () => {
  const text = await (await download('format=csv&search=list-')).text();
  expect(text).toContain(`"'=HYPERLINK(""https://evil.example"",""open"")"`);
  expect(text).toContain("\n'-2+3,");
  const bytes = Buffer.from(await (await download('format=xlsx&search=list-')).arrayBuffer());
  const { sheets } = await readXlsx(bytes);
  const formulas = sheets.flatMap(({ cells }) =>
    [...(cells?.values() ?? [])].filter(({ formula }) => formula !== undefined),
  );
  expect(formulas).toEqual([]);
});

test('CM15: filters and order are those of the list, beyond one page too', async () => {
  const { clients } = service.administration;
  for (let at = 0; at < 205; at++) {
    await clients.createServiceClient({ name: `Many ${at}`, user: service.ana.id });
  }
  const [head, ...rows] = await cellsOf(
    await download('format=csv&search=many&type=service&sort=created_at&order=desc'),
    'csv',
  );
  expect(head).toEqual(HEADERS);
  expect(rows).toHaveLength(205);
  // Several are made within a millisecond.
  expect(rows[0]?.[0]).toMatch(/^Many 20\d$/);
  const none = await cellsOf(await download('format=xlsx&search=nothing-like-it'), 'xlsx');
  expect(none).toEqual([HEADERS]);
});

test('CM15: as a PDF, and as JSON with every setting', async () => {
  const pdf = Buffer.from(await (await download('format=pdf&search=list-')).arrayBuffer());
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.subarray(-6).toString()).toContain('%%EOF');
  const response = await download('format=json&search=list-2');
  expect(await response.json()).toEqual({
    clients: [expect.objectContaining({ id: 'list-2', redirect_uris: ['https://a.example/'] })],
  });
});

test('CM15: somebody sees there what the list shows them, and no name of another team', async () => {
  const { clients } = service.administration;
  const teamRestriction = { teamIds: [service.team.id, service.otherTeam.id] };
  await clients.createAppClient({
    ...{ name: 'Shared', id: 'shared', redirectUris: ['https://a.example/'], teamRestriction },
  });
  const admin = await callerWithRole(service, { role: 'admin' });
  const seen = (await boss.ok<{ items: { id: string }[] }>('GET', '/api/v1/clients?search=shared'))
    .items;
  expect(seen).toHaveLength(1);
  const rows = await cellsOf(await download('format=csv', admin), 'csv');
  const listed = await admin.ok<{ total: number }>('GET', '/api/v1/clients?with_total=true');
  expect(rows).toHaveLength(listed.total + 1);
  expect(rows.flat().join()).not.toContain('Finance');
  const viewer = await callerWithRole(service, { role: 'viewer' });
  expect((await download('format=csv', viewer)).status).toBe(403);
});

test('CM21: who saved the list, as what and how narrowed, is in the audit log before it leaves', async () => {
  const response = await download('format=csv&search=list-&type=app&sort=created_at');
  const { items } = await boss.ok<{ items: unknown[] }>(
    'GET',
    '/api/v1/audit-events?type=list.exported&limit=1',
  );
  expect(items).toMatchObject([
    {
      outcome: 'success',
      actor: { type: 'user', user_id: boss.userId, client_id: boss.clientId },
      details: { list: 'clients', format: 'csv', filters: 'search type' },
    },
  ]);
  await response.body?.cancel();
});

test('CM15: faults of the query are told before a file begins', async () => {
  await boss.refused('invalid_request', 'GET', '/api/v1/clients/export?format=docx');
  await boss.refused('invalid_request', 'GET', '/api/v1/clients/export');
  await boss.refused('invalid_request', 'GET', '/api/v1/clients/export?format=csv&limit=5');
});

test('79 a formula after a semicolon is text too, where a spreadsheet takes that for the end of a cell', async () => {
  await service.administration.clients.createServiceClient({
    ...{ id: 'semicolon', name: 'Sums; =1+1', user: service.ana.id },
  });
  const text = await (await download('format=csv&search=semicolon')).text();
  expect(text).toContain("\nSums; '=1+1,semicolon,");
});

test('79 a sign of the full width begins no formula either', async () => {
  await service.administration.clients.createServiceClient({
    ...{ id: 'full-width', name: '＝1+1;＠SUM(A1)', user: service.ana.id },
  });
  const text = await (await download('format=csv&search=full-width')).text();
  expect(text).toContain("\n'＝1+1;'＠SUM(A1),full-width,");
});
