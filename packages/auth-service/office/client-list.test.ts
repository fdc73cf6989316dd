/** The list of clients as people open what they have saved (CM15). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLIENT_COLUMNS } from '../src/domain/client/client-sheet.ts';
import { headerOf } from '../src/domain/sheet/sheet.ts';
import { type ApiCaller, callerWithRole } from '../test/support/admin-requests.ts';
import { startTestService, type TestService } from '../test/support/test-service.ts';
import type { CellSeen } from './flat-document.ts';
import { type LibreOffice, libreOffice } from './libre-office.ts';

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

/** Saves the list and opens it; the cells of each client by its ID, and by the column's header. */
async function opened(format: 'csv' | 'xlsx', separators?: string[]) {
  const response = await fetch(`${service.url}/api/v1/clients/export?format=${format}&type=app`, {
    headers: { Authorization: `Bearer ${boss.token}` },
  });
  expect(response.status).toBe(200);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const [head = [], ...rows] = await office.open({ name: `clients.${format}`, bytes }, separators);
  const headers = head.map(({ text }) => text);
  expect(headers).toEqual(CLIENT_COLUMNS.map(headerOf));
  const clients = rows.map((cells) => {
    const named = Object.fromEntries(cells.map((cell, at) => [headers[at], cell]));
    return [named['Client ID']?.text, named] as const;
  });
  return Object.fromEntries<Partial<Record<string, CellSeen>>>(
    clients.map(([id, cells]) => [id ?? '', cells]),
  );
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
  const cells = [workbook, csv].flatMap((clients) =>
    Object.values(clients).flatMap((client) => Object.values(client)),
  );
  expect(cells.filter((cell) => cell?.formula !== undefined)).toEqual([]);
});
