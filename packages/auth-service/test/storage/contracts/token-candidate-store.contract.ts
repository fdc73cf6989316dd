import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Storage } from '../../../src/domain/storage.ts';
import { secretOf, seedApp, seedClient, seedService, seedTeam, unique } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

export function tokenCandidateStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);

  const keyOf = (clientId: string) => ({
    id: unique('key'),
    clientId,
    kid: unique('kid'),
    algorithm: 'ES256' as const,
    jwk: generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
    createdAt: 1,
    revokedAt: undefined,
  });

  test('client, live secrets, keys and origins in one', async () => {
    const { stores } = storage();
    const app = await seedApp(stores, {
      corsOrigins: ['https://a.example', 'https://b.example'],
      backchannelLogoutUri: 'https://app.example/logout',
      refreshToken: true,
    });
    const live = secretOf(app.id, { expiresAt: 5, lastUsedAt: 4 });
    await stores.clients.insertSecret(live);
    await stores.clients.insertSecret(secretOf(app.id, { revokedAt: 1 }));
    const key = keyOf(app.id);
    await stores.clients.insertPublicKey(key);
    const found = await stores.tokenCandidates.find(app.id);
    expect(app).toMatchObject(found?.client ?? { id: 'none was found' });
    expect(found?.client).toMatchObject({
      type: 'app',
      redirectUris: app.redirectUris,
      corsOrigins: app.corsOrigins,
      backchannelLogoutUri: app.backchannelLogoutUri,
      refreshToken: true,
    });
    const { id, hash, expiresAt, lastUsedAt } = live;
    expect(found?.secrets).toEqual([{ id, hash, expiresAt, lastUsedAt }]);
    expect(found?.keys).toEqual([{ jwk: key.jwk }]);
    const service = await seedService(stores);
    expect(await stores.tokenCandidates.find(service.id)).toMatchObject({
      client: { type: 'service', id: service.id, scopes: ['read'], accessTokenLifetime: 3600 },
      secrets: [],
      keys: [],
    });
  });

  test('an unknown client and an embedded one are none', async () => {
    const { stores } = storage();
    const embedded = await seedClient(stores, await seedTeam(stores));
    expect(await stores.tokenCandidates.find(embedded.id)).toBeUndefined();
    expect(await stores.tokenCandidates.find('cli_none')).toBeUndefined();
    expect(await stores.tokenCandidates.find('')).toBeUndefined();
  });

  test('the very same as long as nothing has changed', async () => {
    const { stores } = storage();
    const { id } = await seedApp(stores, { corsOrigins: ['https://a.example'] });
    await stores.clients.insertSecret(secretOf(id));
    await stores.clients.insertPublicKey(keyOf(id));
    const found = await stores.tokenCandidates.find(id);
    expect(await stores.tokenCandidates.find(id)).toBe(found);
    await seedService(stores);
    expect(await stores.tokenCandidates.find(id)).toBe(found);
  });

  test('every change is seen with the next look, whoever made it', async () => {
    const { stores, transaction } = storage();
    const { id } = await seedService(stores);
    const find = () => stores.tokenCandidates.find(id);
    const status = async () => (await find())?.client.status;
    expect(await status()).toBe('active');
    for (const next of ['inactive', 'active', 'revoked', 'active'] as const) {
      await transaction(async (changed) => {
        await changed.clients.setStatus(id, next);
        expect((await changed.tokenCandidates.find(id))?.client.status).toBe(next);
      });
      expect(await status()).toBe(next);
    }
    const limited = { ...(await seedService(stores)), requestsPerMinute: 7 };
    await stores.tokenCandidates.find(limited.id);
    await stores.clients.replace(limited, 1);
    expect((await stores.tokenCandidates.find(limited.id))?.client.requestsPerMinute).toBe(7);
    const [old, fresh] = [secretOf(id), secretOf(id)];
    const live = async () => (await find())?.secrets.map((secret) => secret.id);
    await stores.clients.insertSecret(old);
    expect(await live()).toEqual([old.id]);
    await stores.clients.insertSecret(fresh);
    expect((await live())?.toSorted()).toEqual([old.id, fresh.id].toSorted());
    await stores.clients.endSecrets(id, old.id, 7);
    expect((await find())?.secrets).toContainEqual(
      expect.objectContaining({ id: old.id, expiresAt: 7 }),
    );
    await stores.clients.revokeSecret(old.id, 8);
    expect(await live()).toEqual([fresh.id]);
    await stores.clients.touchSecret(fresh.id, 9);
    expect((await find())?.secrets[0]?.lastUsedAt).toBe(9);
    const [one, another] = [keyOf(id), keyOf(id)];
    await stores.clients.insertPublicKey(one);
    expect((await find())?.keys).toEqual([{ jwk: one.jwk }]);
    await stores.clients.insertPublicKey(another);
    expect((await find())?.keys).toHaveLength(2);
    await stores.clients.delete(id);
    expect(await find()).toBeUndefined();
  });

  test('a client that takes the ID of one that is gone is another', async () => {
    const { stores } = storage();
    const { id } = await seedApp(stores, { corsOrigins: ['https://a.example'] });
    const origins = async () => {
      const { client } = (await stores.tokenCandidates.find(id)) ?? {};
      return client?.type === 'app' ? client.corsOrigins : undefined;
    };
    expect(await origins()).toEqual(['https://a.example']);
    await stores.clients.delete(id);
    await seedApp(stores, { id, corsOrigins: ['https://b.example'] });
    expect(await origins()).toEqual(['https://b.example']);
    await stores.clients.delete(id);
    await seedApp(stores, { id, redirectUris: ['https://other.example/cb'] });
    expect(await stores.tokenCandidates.find(id)).toMatchObject({
      client: { redirectUris: ['https://other.example/cb'], corsOrigins: [] },
    });
  });
}
