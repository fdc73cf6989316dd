/** Public keys of clients, for private_key_jwt. */
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KEYS_MAX } from '../../src/domain/client/client-public-key.ts';
import { type ApiCaller, callerWithRole } from '../support/admin-requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

interface Key {
  id: string;
  kid: string;
  revoked_at: string | null;
}

let service: TestService;
let chief: ApiCaller;
let jwk: object;
beforeAll(async () => {
  service = await startTestService();
  chief = await callerWithRole(service, { role: 'admin' });
  const { publicKey } = await generateKeyPair('ES256');
  jwk = await exportJWK(publicKey);
});
afterAll(() => service.close());

test('CM2: a client has a limited number of keys; one that is revoked makes room', async () => {
  const { id } = service.dynamic.client;
  const path = `/api/v1/clients/${id}/keys`;
  const add = (kid: string) => ({ jwk: { ...jwk, kid } });
  const keys: Key[] = [];
  for (let index = 0; index < KEYS_MAX; index++) {
    keys.push(await chief.ok<Key>('POST', path, add(`key-${index}`)));
  }
  const { detail } = await chief.refused('conflict', 'POST', path, { body: add('one-more') });
  expect(detail).toBe(
    `jwk: client ${id} has 20 keys, as many as there may be. Revoke one first: casement clients keys revoke ${id} <key>`,
  );
  const [first, second] = keys;
  expect(await chief.ok('DELETE', `${path}/${first?.id}`)).toMatchObject({
    ...{ id: first?.id, kid: 'key-0', revoked_at: expect.any(String) },
  });
  expect(await chief.ok('DELETE', `${path}/key-1`)).toMatchObject({ id: second?.id });
  await chief.refused('not_found', 'DELETE', `${path}/key-1`);
  await chief.ok('POST', path, add('one-more'));
  const { items } = await chief.ok<{ items: Key[] }>('GET', path);
  expect(items).toHaveLength(KEYS_MAX - 1);
  const [event] = await service.administration.audit.list({ type: 'client.key_revoked' });
  expect(event).toMatchObject({ clientId: id, subjectId: second?.id, details: { kid: 'key-1' } });
});

test('CM19: who may read clients only revokes no key; who sees none learns nothing', async () => {
  const { id } = service.dynamic.client;
  await service.administration.directory.createRole({
    ...{ id: 'reader', permissions: ['OAUTH_CLIENT_READ'] },
  });
  const reader = await callerWithRole(service, { role: 'reader' });
  await reader.refused('permission_required', 'DELETE', `/api/v1/clients/${id}/keys/one-more`);
  const viewer = await callerWithRole(service, { role: 'viewer' });
  await viewer.refused('not_found', 'DELETE', `/api/v1/clients/${id}/keys/one-more`);
});
