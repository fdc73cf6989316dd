/** The audit log as people open what they have saved (CM21). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AUDIT_COLUMNS } from '../src/domain/audit/audit-sheet.ts';
import { type ApiCaller, callerWithRole } from '../test/support/admin-requests.ts';
import { startTestService, type TestService } from '../test/support/test-service.ts';
import { type LibreOffice, libreOffice } from './libre-office.ts';
import { formulasIn, type OpenedRow, openedList } from './opened-list.ts';

const AT = Date.UTC(2026, 2, 1, 12, 30);
/** What somebody chose can stand in an event; here as its subject, and as it is in CSV. */
const SUBJECTS = [
  { given: '=1+1', inCsv: "'=1+1" },
  { given: '+1', inCsv: "'+1" },
  { given: '-1', inCsv: "'-1" },
  { given: '@SUM(A1)', inCsv: "'@SUM(A1)" },
  { given: '\t=1+1', inCsv: "'\t'=1+1" },
  { given: '\r=1+1', inCsv: "'\n=1+1" },
  { given: 'Łódź 東京', inCsv: 'Łódź 東京' },
];

let service: TestService;
let boss: ApiCaller;
let office: LibreOffice;
beforeAll(async () => {
  office = await libreOffice();
  service = await startTestService();
  boss = await callerWithRole(service, { role: 'super_admin' });
  for (const [at, { given: subjectId }] of SUBJECTS.entries()) {
    await service.storage.stores.audit.append({
      id: `evt_${at}`,
      at: AT,
      type: 'app.deleted',
      outcome: 'success',
      actor: { type: 'operator' },
      ...{ userId: undefined, clientId: undefined, address: undefined, subjectId },
      details: { '=1+1': '=1+1' },
    });
  }
});
afterAll(async () => {
  await service?.close();
  await office?.close();
});

async function opened(format: 'csv' | 'xlsx'): Promise<OpenedRow[]> {
  const path = '/api/v1/audit-events/export?type=app.deleted&format=';
  const rows = await openedList(
    { office, service, caller: boss },
    { path, columns: AUDIT_COLUMNS },
    format,
  );
  return SUBJECTS.map((_, at) => rows.find(({ ID }) => ID?.text === `evt_${at}`) ?? {});
}

test('CM21: a workbook opens, times are dates, and what was named is as it was given', async () => {
  const rows = await opened('xlsx');
  for (const [at, row] of rows.entries()) {
    expect(row).toMatchObject({
      'Time (UTC)': { type: 'date', text: '2026-03-01 12:30:00', value: '2026-03-01T12:30:00' },
      Type: { type: 'string', text: 'app.deleted' },
      Subject: { type: 'string', text: SUBJECTS[at]?.given },
      Details: { type: 'string', text: '=1+1="=1+1"' },
    });
  }
  expect(formulasIn(rows)).toEqual([]);
});

test('79, CM21: nothing in it becomes a formula or a number in CSV', async () => {
  const rows = await opened('csv');
  for (const [at, row] of rows.entries()) {
    expect(row).toMatchObject({
      Subject: { type: 'string', text: SUBJECTS[at]?.inCsv },
      Details: { type: 'string', text: `'=1+1="=1+1"` },
    });
  }
  expect(formulasIn(rows)).toEqual([]);
});
