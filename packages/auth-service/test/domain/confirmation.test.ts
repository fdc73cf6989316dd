import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAdministration } from '../../src/index.ts';

let administration: Awaited<ReturnType<typeof openAdministration>>;
beforeAll(async () => {
  administration = await openAdministration({ database: ':memory:' });
});
afterAll(() => administration.close());

const app = (extra: object = {}) => ({
  name: 'App',
  redirectUris: ['https://app.example.com/cb'],
  ...extra,
});
const long = { accessPreset: 'full' as const, accessTokenLifetime: 86_401 };
const required = {
  code: 'confirmation_required',
  confirmations: [{ code: 'full_access_long_access_token', level: 'high' }],
  faults: [{ path: 'confirmed' }],
};

test('CM7: full access for long is refused until it is confirmed, with the reasons as data', async () => {
  const { clients } = administration;
  await expect(clients.createAppClient(app(long))).rejects.toMatchObject(required);
  const preview = await clients.preview({ type: 'app', ...app(long) });
  expect(preview.confirmations).toMatchObject(required.confirmations);
  const { client } = await clients.createAppClient(app({ ...long, confirmed: true }));
  expect(client).toMatchObject({ accessTokenLifetime: 86_401, accessPreset: 'full' });
});

test('CM7: what was confirmed once is not asked again, until it gets longer', async () => {
  const { clients } = administration;
  const { client } = await clients.createAppClient(app({ ...long, confirmed: true }));
  await clients.update(client.id, { name: 'Renamed' });
  const longer = { accessTokenLifetime: 86_402 };
  await expect(clients.update(client.id, longer)).rejects.toMatchObject(required);
  expect((await clients.previewUpdate(client.id, longer)).confirmations).toHaveLength(1);
  expect(await clients.get(client.id)).toMatchObject({ name: 'Renamed', version: 2 });
  const { client: changed } = await clients.update(client.id, { ...longer, confirmed: true });
  expect(changed).toMatchObject({ ...longer, version: 3 });
});

test('CM7: a preset that becomes full is confirmed like a lifetime that becomes long', async () => {
  const { clients } = administration;
  const { client } = await clients.createAppClient(app({ accessTokenLifetime: 86_401 }));
  const full = { accessPreset: 'full' as const };
  await expect(clients.update(client.id, full)).rejects.toMatchObject(required);
  const { client: changed } = await clients.update(client.id, { ...full, confirmed: true });
  expect(changed).toMatchObject({ scopes: expect.arrayContaining(['write']) });
});
