import { expect, test } from 'vitest';
import type { Storage } from '../../../src/domain/storage.ts';
import { secretOf, seedApp, seedClient, seedService, seedTeam, seedUser, unique } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

export function clientStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);

  test('a client comes back as it was, with its origins sorted', async () => {
    const { stores } = storage();
    const teamId = await seedTeam(stores);
    const user = await seedUser(stores, teamId);
    const pinned = { userMode: 'static', staticUserId: user.id, createdBy: user.id } as const;
    const client = await seedClient(stores, teamId, pinned);
    expect(await stores.clients.find(client.id)).toEqual(client);
    expect(await stores.clients.findAll([client.id, 'cli_none'])).toEqual([client]);
    expect(await stores.clients.find('cli_none')).toBeUndefined();
    const origins = ['https://z.example', 'https://c.example'];
    expect(await stores.clients.replace({ ...client, allowedOrigins: origins }, 1)).toBe(true);
    expect(await stores.clients.find(client.id)).toMatchObject({
      allowedOrigins: origins.toSorted(),
      version: 2,
    });
    expect(await stores.clients.replace(client, 1), 'stale').toBe(false);
    expect(await stores.clients.replace({ ...client, allowedOrigins: [] }, 2)).toBe(true);
    expect(await stores.clients.find(client.id)).toMatchObject({ allowedOrigins: [], version: 3 });
  });

  test('an app and a service client come back as they were', async () => {
    const { stores } = storage();
    const team = await seedTeam(stores);
    const user = await seedUser(stores, team);
    const app = await seedApp(stores, {
      description: 'What it does',
      clientUri: 'https://app.example/',
      contact: 'ops@app.example',
      accessPreset: 'full',
      scopes: ['offline_access', 'openid', 'write'],
      teamRestriction: { teamIds: [team], organizationIds: ['org_1', 'org_2'] },
      createdBy: user.id,
      confidential: false,
      platform: 'native',
      grantTypes: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
      redirectUris: ['http://127.0.0.1/cb', 'https://app.example/cb?x=1'],
      postLogoutRedirectUris: ['https://app.example/bye'],
      backchannelLogoutUri: 'https://app.example/signed-out',
      corsOrigins: ['https://app.example', 'https://spa.example'],
      teamSelection: 'multiple',
      refreshToken: true,
      refreshTokenLifetime: 3600,
      refreshGrace: 10,
    });
    const bound = await seedService(stores, { userId: user.id });
    const subject = await seedService(stores, {
      roles: [
        { nodeType: 'organization', nodeId: 'org_1', roleId: 'viewer' },
        { nodeType: 'team', nodeId: team, roleId: 'editor' },
      ],
    });
    const listed = await stores.clients.findAll([app.id, bound.id, subject.id]);
    for (const client of [app, await seedApp(stores), bound, subject]) {
      expect(await stores.clients.find(client.id)).toEqual(client);
    }
    for (const client of [app, bound, subject]) expect(listed).toContainEqual(client);
    expect(await stores.clients.insert({ ...subject, name: 'Other' })).toBe(false);
    expect(await stores.clients.find(subject.id)).toEqual(subject);
  });

  test('CM22: a limit of its own comes back as it was, and the database holds its bounds', async () => {
    const { stores } = storage();
    const teamId = await seedTeam(stores);
    for (const requestsPerMinute of [1, 1_000_000, undefined]) {
      for (const client of [
        await seedClient(stores, teamId, { requestsPerMinute }),
        await seedApp(stores, { requestsPerMinute }),
        await seedService(stores, { requestsPerMinute }),
      ]) {
        expect(await stores.clients.find(client.id)).toEqual(client);
      }
    }
    for (const requestsPerMinute of [0, -1, 1_000_001]) {
      await expect(seedClient(stores, teamId, { requestsPerMinute })).rejects.toThrow();
    }
    const client = await seedClient(stores, teamId, { requestsPerMinute: 5 });
    const unlimited = { ...client, requestsPerMinute: undefined };
    expect(await stores.clients.replace(unlimited, 1)).toBe(true);
    expect(await stores.clients.find(client.id)).toEqual({ ...unlimited, version: 2 });
  });

  test('an origin counts for cross-origin requests while some client of it is active', async () => {
    const { clients } = storage().stores;
    const origin = 'https://cors.example';
    const [one, other] = [
      await seedApp(storage().stores, { corsOrigins: [origin] }),
      await seedApp(storage().stores, { corsOrigins: [origin] }),
    ];
    expect(await clients.isCorsOrigin(origin)).toBe(true);
    await clients.setStatus(one.id, 'inactive');
    expect(await clients.isCorsOrigin(origin)).toBe(true);
    await clients.setStatus(other.id, 'revoked');
    expect(await clients.isCorsOrigin(origin)).toBe(false);
    expect(await clients.isCorsOrigin('https://nobody.example')).toBe(false);
  });

  test('an ID is taken once, also by two at once', async () => {
    const { stores } = storage();
    const client = await seedClient(stores, await seedTeam(stores));
    expect(await stores.clients.insert({ ...client, name: 'Other' })).toBe(false);
    expect((await stores.clients.find(client.id))?.name).toBe('Client');
    const twin = { ...client, id: unique('cli') };
    const outcomes = await Promise.all([stores.clients.insert(twin), stores.clients.insert(twin)]);
    expect(outcomes.sort()).toEqual([false, true]);
  });

  test('the frame policy is of active embedded clients only', async () => {
    const { stores } = storage();
    const teamId = await seedTeam(stores);
    const client = await seedClient(stores, teamId);
    expect(await stores.clients.framePolicy(client.id)).toEqual(client.allowedOrigins);
    for (const status of ['inactive', 'revoked'] as const) {
      expect(await stores.clients.setStatus(client.id, status)).toBe(true);
      expect(await stores.clients.framePolicy(client.id)).toEqual([]);
    }
    await stores.clients.setStatus(client.id, 'active');
    expect(await stores.clients.framePolicy(client.id)).toEqual(client.allowedOrigins);
    for (const { id } of [await seedService(stores), await seedApp(stores)]) {
      expect(await stores.clients.framePolicy(id)).toEqual([]);
    }
    expect(await stores.clients.framePolicy('cli_none')).toEqual([]);
    expect(await stores.clients.setStatus('cli_none', 'active')).toBe(false);
  });

  test('several secrets live side by side, and end', async () => {
    const { stores } = storage();
    const client = await seedClient(stores, await seedTeam(stores));
    const [old, short, current] = [
      secretOf(client.id, { createdAt: 1 }),
      secretOf(client.id, { createdAt: 2, expiresAt: 50 }),
      secretOf(client.id, { createdAt: 3 }),
    ];
    for (const secret of [old, short, current]) await stores.clients.insertSecret(secret);
    await stores.clients.touchSecret(current.id, 70);
    await stores.clients.endSecrets(client.id, old.id, 100);
    await stores.clients.endSecrets(client.id, short.id, 100);
    expect(await stores.clients.listSecrets(client.id)).toEqual([
      { ...old, expiresAt: 100 },
      // An end that is nearer already stays.
      short,
      { ...current, lastUsedAt: 70 },
    ]);
    await stores.clients.revokeSecret(old.id, 80);
    expect(await stores.clients.listSecrets(client.id)).toContainEqual({
      ...old,
      expiresAt: 100,
      revokedAt: 80,
    });
  });

  test('public keys come back as they were', async () => {
    const { stores } = storage();
    const client = await seedClient(stores, await seedTeam(stores));
    const key = {
      id: unique('key'),
      clientId: client.id,
      kid: 'k1',
      algorithm: 'ES256' as const,
      jwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
      createdAt: 1,
      revokedAt: undefined,
    };
    await stores.clients.insertPublicKey(key);
    await stores.clients.insertPublicKey({ ...key, id: unique('key'), kid: 'k2', revokedAt: 5 });
    expect(await stores.clients.listPublicKeys(client.id)).toEqual([key]);
    await expect(stores.clients.insertPublicKey({ ...key, id: unique('key') })).rejects.toThrow();
  });

  test('an assertion is remembered once per client, also by two at once, until swept', async () => {
    const { clients } = storage().stores;
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => clients.rememberAssertion('cli_1', 'jti', 100)),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await clients.rememberAssertion('cli_2', 'jti', 200)).toBe(true);
    expect(await clients.sweepAssertions(100, 500)).toBe(1);
    expect(await clients.rememberAssertion('cli_1', 'jti', 300)).toBe(true);
    expect(await clients.rememberAssertion('cli_2', 'jti', 300)).toBe(false);
  });
}
