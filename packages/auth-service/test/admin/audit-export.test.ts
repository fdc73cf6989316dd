import { readXlsx } from 'hucre';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditEvent } from '../../src/domain/audit/audit-event.ts';
import { AUDIT_COLUMNS } from '../../src/domain/audit/audit-sheet.ts';
import { newId } from '../../src/domain/identifier.ts';
import { headerOf } from '../../src/domain/sheet/sheet.ts';
import { type ApiCaller, callerWithRole } from '../support/admin-requests.ts';
import { cellsOf, download } from '../support/saved-files.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

const HEADERS = AUDIT_COLUMNS.map(headerOf);
const FORMULA = '=1+1';

type Events = Record<string, unknown>[];

let service: TestService;
let boss: ApiCaller & { userId: string; clientId: string };
beforeAll(async () => {
  service = await startTestService();
  boss = await callerWithRole(service, { role: 'super_admin' });
});
afterAll(() => service.close());

const save = (query: string, caller: ApiCaller = boss) =>
  download(service, caller, `/api/v1/audit-events/export?${query}`);
const listed = async (query: string, caller = boss): Promise<Events> =>
  (await caller.ok<{ items: Events }>('GET', `/api/v1/audit-events?limit=200&${query}`)).items;
const savedJson = async (query: string, caller: ApiCaller = boss): Promise<Events> => {
  const { audit_events } = (await (await save(`format=json&${query}`, caller)).json()) as {
    audit_events: Events;
  };
  return audit_events;
};
const append = (event: Partial<AuditEvent>): Promise<void> =>
  service.storage.stores.audit.append({
    id: newId('evt'),
    at: Date.now(),
    type: 'client.updated',
    outcome: 'success',
    actor: { type: 'operator' },
    ...{ userId: undefined, clientId: undefined, address: undefined, subjectId: undefined },
    details: {},
    ...event,
  });

test('CM21: saved for a spreadsheet, with a name, a date and every column', async () => {
  await boss.ok('POST', '/api/v1/roles', { id: 'audited', permissions: [] });
  const response = await save('format=xlsx&type=role.created');
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'content-disposition': expect.stringMatching(
      /^attachment; filename="audit-events-\d{4}-\d\d-\d\d\.xlsx"$/,
    ),
    'cache-control': 'no-store',
  });
  const [head, row = [], ...others] = await cellsOf(response, 'xlsx');
  expect(head).toEqual(HEADERS);
  expect(others).toEqual([]);
  expect(Object.fromEntries(row.map((cell, at) => [HEADERS[at], cell]))).toMatchObject({
    ...{ 'Time (UTC)': expect.any(Date), Type: 'role.created', Outcome: 'success', By: 'user' },
    ...{
      'By user': expect.stringContaining('@'),
      'By or through client': boss.clientId,
      Subject: 'audited',
    },
    ...{ Address: '127.0.0.1', User: null, Client: null, ID: expect.stringMatching(/^evt_/) },
  });
});

test('CM21: JSON has the events as the list answers them; the filters are the same', async () => {
  const { id } = service.dynamic.client;
  await append({ userId: service.ana.id, at: Date.now() - 1_000 });
  // Each export is an event itself.
  const until = new Date().toISOString();
  for (const query of [
    'type=client.created',
    'outcome=success',
    `client_id=${id}`,
    `actor_user_id=${boss.userId}&since=1h&type=role.created`,
    `actor_client_id=${boss.clientId}&type=role.created`,
    `user_id=${service.ana.id}`,
    'since=2020-01-01',
  ]) {
    const asked = `${query}&until=${until}`;
    const found = await listed(asked);
    expect(found, query).not.toEqual([]);
    expect(await savedJson(asked), query).toEqual(found);
  }
  expect(await savedJson('since=2020-01-01&until=2020-01-02')).toEqual([]);
});

test('79 CM21: what is a formula in details stays text', async () => {
  await append({ clientId: 'formulas', details: { name: FORMULA, list: '=2+2' } });
  await append({ clientId: FORMULA, subjectId: '@SUM(1)', details: {} });
  const text = await (await save('format=csv&type=client.updated')).text();
  expect(text).toContain(',"name=""=1+1"" list=""=2+2""",');
  expect(text).toContain(",'=1+1,'@SUM(1),");
  const bytes = Buffer.from(await (await save('format=xlsx&type=client.updated')).arrayBuffer());
  const { sheets } = await readXlsx(bytes);
  const cells = sheets.flatMap(({ cells }) => [...(cells?.values() ?? [])]);
  expect(cells.filter(({ formula }) => formula !== undefined)).toEqual([]);
  expect(sheets[0]?.rows.flat()).toContain(FORMULA);
});

test('CM21: what XML cannot have does not keep the whole workbook from opening', async () => {
  await append({ type: 'session.revoked', details: { reason: 'a\ufffeb\uffffc\u0001' } });
  const bytes = await (await save('format=xlsx&type=session.revoked')).arrayBuffer();
  const { sheets } = await readXlsx(new Uint8Array(bytes));
  const cells = JSON.stringify(sheets[0]?.rows);
  expect(cells).toContain('reason=a\ufffdb\ufffdc');
  expect(cells).not.toMatch(/[\ufffe\uffff]/);
});

test('CM21: a PDF, too; of more than it takes the caller is told before it begins', async () => {
  const pdf = Buffer.from(await (await save('format=pdf&type=client.created')).arrayBuffer());
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  await service.storage.transaction(async ({ audit }) => {
    for (let at = 0; at < 5_001; at++) {
      await audit.append({
        ...{ id: `evt_many${at}`, at, type: 'mail.sent', outcome: 'success' },
        ...{ actor: { type: 'service' }, userId: undefined, clientId: undefined },
        ...{ address: undefined, subjectId: undefined, details: {} },
      });
    }
  });
  const path = '/api/v1/audit-events/export';
  const { errors } = await boss.refused('invalid_request', 'GET', `${path}?format=pdf`);
  expect(errors).toMatchObject([
    { in: 'query', path: 'format', message: expect.stringContaining('at most 5000 rows') },
  ]);
  // Narrowed by one it fits.
  const most = await save('format=pdf&type=mail.sent&until=1970-01-01T00:00:05Z');
  expect(most.status).toBe(200);
  await most.body?.cancel();
});

test('CM21: 20,000 events are read as they are taken, not before', async () => {
  const { stores, transaction } = service.storage;
  const MANY = 20_000;
  const note = 'x'.repeat(1_500);
  await transaction(async ({ audit }) => {
    for (let at = 1; at <= MANY; at++) {
      await audit.append({
        ...{ id: `evt_long${at}`, at, type: 'mail.unsent', outcome: 'failed' },
        ...{ actor: { type: 'service' }, userId: undefined, clientId: undefined },
        ...{ address: undefined, subjectId: undefined, details: { note } },
      });
    }
  });
  const { list } = stores.auditPages;
  let read = 0;
  stores.auditPages.list = async (query) => {
    const events = await list(query);
    read += events.length;
    return events;
  };
  const response = await save('format=json&type=mail.unsent');
  const reader = response.body?.getReader();
  let bytes = (await reader?.read())?.value?.length ?? 0;
  // Until what is under way fills the buffers between here and there.
  let before = -1;
  const stands = () => {
    const same = read === before;
    before = read;
    return same;
  };
  await expect.poll(stands, { interval: 500 }).toBe(true);
  expect(read).toBeLessThan(MANY / 2);
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    bytes += part.value.length;
  }
  stores.auditPages.list = list;
  expect(read).toBeGreaterThanOrEqual(MANY);
  expect(bytes).toBeGreaterThan(MANY * note.length);
});

test('CM21: faults of the query are told before a file begins', async () => {
  const path = '/api/v1/audit-events/export';
  for (const query of ['', '?format=docx', '?format=csv&limit=5', '?format=csv&since=soon']) {
    await boss.refused('invalid_request', 'GET', path + query);
  }
});

test('CM21: somebody saves what the list shows them, and nobody without AUDIT_READ anything', async () => {
  const other = await service.administration.clients.createServiceClient({
    ...{ name: 'Elsewhere', user: service.oskar.id },
    teamRestriction: { teamIds: [service.otherTeam.id] },
  });
  const chief = await callerWithRole(service, { role: 'admin' });
  const until = new Date().toISOString();
  const saved = await savedJson(`until=${until}`, chief);
  expect(saved).toEqual(await listed(`until=${until}`, chief));
  const clients = new Set(saved.map(({ client_id }) => client_id));
  expect(clients).toContain(service.dynamic.client.id);
  expect(clients).not.toContain(other.client.id);
  expect(await savedJson(`client_id=${other.client.id}`, chief)).toEqual([]);
  expect(await savedJson(`client_id=${other.client.id}`)).toHaveLength(1);
  const viewer = await callerWithRole(service, { role: 'viewer' });
  for (const format of ['csv', 'xlsx', 'pdf', 'json']) {
    expect((await save(`format=${format}`, viewer)).status).toBe(403);
  }
});

test('CM21: that the log was saved is in the log, and what a filter said is not', async () => {
  const response = await save('format=csv&client_id=whatever-somebody-pasted&since=1h');
  const [event] = await listed('type=list.exported');
  expect(event).toMatchObject({
    actor: { type: 'user', user_id: boss.userId, client_id: boss.clientId },
    details: { list: 'audit_events', format: 'csv', filters: 'since client_id' },
  });
  expect(JSON.stringify(event)).not.toContain('pasted');
  await response.body?.cancel();
});

test('CM21: people read names and seconds in a workbook; programs get IDs in CSV', async () => {
  const { id: userId, email } = service.oskar;
  await append({ type: 'user.status_changed', userId, subjectId: userId });
  const rows = async (format: 'xlsx' | 'csv', caller = boss) =>
    JSON.stringify(
      await cellsOf(await save(`format=${format}&type=user.status_changed`, caller), format),
    );
  expect(await rows('xlsx')).toContain(email);
  expect(await rows('xlsx')).not.toContain(userId);
  expect(await rows('csv')).toContain(userId);
  const bytes = await (await save('format=xlsx&type=user.status_changed')).arrayBuffer();
  const { sheets } = await readXlsx(new Uint8Array(bytes), { readStyles: true });
  const formats = [...(sheets[0]?.cells?.values() ?? [])].map(({ style }) => style?.numFmt);
  expect(formats).toContain('yyyy-mm-dd hh:mm:ss');
});
