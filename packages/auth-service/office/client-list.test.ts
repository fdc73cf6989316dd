/** The list of clients as people open what they have saved (CM15). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLIENT_COLUMNS } from '../src/domain/client/client-sheet.ts';
import { type ApiCaller, callerWithRole } from '../test/support/admin-requests.ts';
import { startTestService, type TestService } from '../test/support/test-service.ts';
import { type LibreOffice, libreOffice } from './libre-office.ts';
import { formulasIn, type OpenedRow, openedList } from './opened-list.ts';

/** Names by the IDs of their clients. */
const FORMULAS = { sum: '=1+1', plus: '+1', minus: '-1', call: '@SUM(A1)' };
const LETTERS = { north: 'Smørbrød, "Łódź"', east: '東京ダッシュボード 🏙️', escaped: '_x0041_' };

let service: TestService;
let boss: ApiCaller;
let createdAt = 0;
let office: LibreOffice;
beforeAll(async () => {
  office = await libreOffice();
  service = await startTestService();
  boss = await callerWithRole(service, { role: 'super_admin' });
  const { clients } = service.administration;
  const redirectUris = ['https://a.example/'];
  for (const [id, name] of Object.entries({ ...FORMULAS, ...LETTERS })) {
    const { client } = await clients.createAppClient({ id, name, redirectUris });
    if (id === 'sum') createdAt = client.createdAt;
  }
});
afterAll(async () => {
  await service?.close();
  await office?.close();
});

/** The list as it is opened, by client ID. */
async function opened(format: 'csv' | 'xlsx'): Promise<Record<string, OpenedRow>> {
  const list = { path: '/api/v1/clients/export?type=app&format=', columns: CLIENT_COLUMNS };
  const rows = await openedList({ office, service, caller: boss }, list, format);
  return Object.fromEntries(rows.map((row) => [row['Client ID']?.text, row]));
}

test('CM15: a workbook opens; names are as they were given, dates are dates, numbers are numbers', async () => {
  const clients = await opened('xlsx');
  for (const [id, name] of Object.entries({ ...FORMULAS, ...LETTERS })) {
    expect(clients[id]).toMatchObject({
      Name: { type: 'string', text: name },
      Status: { type: 'string', text: 'active' },
      'Access token (s)': { type: 'float', value: '3600' },
      'Created (UTC)': {
        type: 'date',
        text: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d$/),
      },
      'Last used (UTC)': { type: 'string', text: 'Never used' },
    });
  }
  const created = Date.parse(`${clients.sum?.['Created (UTC)']?.value}Z`);
  expect(Math.abs(created - createdAt)).toBeLessThan(1000);
});

test('CM15: CSV opens with every letter, and with its columns', async () => {
  const clients = await opened('csv');
  for (const [id, name] of Object.entries(LETTERS)) {
    expect(clients[id]).toMatchObject({
      Name: { type: 'string', text: name },
      'Access token (s)': { type: 'float', value: '3600' },
      'Last used (UTC)': { type: 'string', text: 'Never used' },
    });
  }
});

test('79 no name becomes a formula or a number, in a workbook or in CSV', async () => {
  const [workbook, csv] = [await opened('xlsx'), await opened('csv')];
  for (const [id, name] of Object.entries(FORMULAS)) {
    expect(workbook[id]?.Name).toEqual({ type: 'string', text: name });
    expect(csv[id]?.Name).toEqual({ type: 'string', text: `'${name}` });
  }
  expect(formulasIn([...Object.values(workbook), ...Object.values(csv)])).toEqual([]);
});
