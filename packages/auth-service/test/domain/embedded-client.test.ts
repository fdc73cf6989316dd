import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EmbeddedClientInput } from '../../src/domain/client/embedded-client-input.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { PORTAL, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const input = (extra: object = {}): EmbeddedClientInput => ({
  name: 'Portal',
  teamId: service.team.id,
  userMode: 'dynamic',
  allowedOrigins: [PORTAL],
  ...extra,
});

const create = (extra: object = {}) =>
  service.administration.clients.createEmbeddedClient(input(extra));

async function refusal(extra: object): Promise<DomainError> {
  const error: unknown = await create(extra).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DomainError) return error;
  throw new Error(`expected a DomainError, got ${String(error)}`);
}

describe('EM1', () => {
  test('the lifetime is 60 to 600 seconds, 300 by default', async () => {
    expect((await create()).client.accessTokenLifetime).toBe(300);
    for (const accessTokenLifetime of [60, 600]) {
      expect((await create({ accessTokenLifetime })).client).toMatchObject({ accessTokenLifetime });
    }
  });

  test.each([59, 601, 0, -60, 60.5, Number.NaN, Number.POSITIVE_INFINITY, '300'])(
    '72: a lifetime of %s is refused',
    async (accessTokenLifetime) => {
      const { code, faults } = await refusal({ accessTokenLifetime });
      expect(code).toBe('invalid_request');
      expect(faults).toEqual([
        { path: 'accessTokenLifetime', message: expect.stringMatching(/60 to 600; this is/) },
      ]);
    },
  );

  test.each([
    'redirectUris',
    'postLogoutRedirectUris',
    'backchannelLogoutUri',
    'refreshToken',
    'refreshTokenLifetime',
    'accessPreset',
    'teamAccess',
    'teamRestriction',
    'teamIds',
    'generateSecret',
    'scopes',
    'grantTypes',
    'corsOrigins',
  ])('%s does not apply, and is refused by name', async (field) => {
    const { faults } = await refusal({ [field]: ['x'] });
    expect(faults).toEqual([
      { path: field, message: expect.stringMatching(/^Does not apply to embedded clients\. .+/) },
    ]);
  });

  test('an unknown field, no origin, one twice, no name, no team: all at once', async () => {
    const { faults } = await refusal({
      colour: 'red',
      allowedOrigins: [PORTAL, PORTAL],
      name: '\u0007',
      teamId: '',
    });
    expect(faults.map(({ path }) => path)).toEqual([
      'colour',
      'name',
      'teamId',
      'allowedOrigins.1',
    ]);
    expect((await refusal({ allowedOrigins: [] })).faults[0]?.path).toBe('allowedOrigins');
  });

  test('an ID may be chosen once', async () => {
    expect((await create({ id: 'harbour-portal' })).client.id).toBe('harbour-portal');
    expect((await refusal({ id: 'harbour-portal' })).code).toBe('conflict');
    for (const id of ['a', '-abc', 'with space', 'x'.repeat(65), 'é12']) {
      expect((await refusal({ id })).faults[0]?.path).toBe('id');
    }
  });

  test('the team must exist', async () => {
    expect((await refusal({ teamId: 'team_none' })).code).toBe('not_found');
  });
});

describe('EM2', () => {
  test('static mode pins an active member of the team', async () => {
    const pinned = (staticUser: string | undefined) => ({ userMode: 'static', staticUser });
    expect((await create(pinned('ANA@example.com'))).client.staticUserId).toBe(service.ana.id);
    expect((await refusal(pinned(undefined))).faults[0]?.path).toBe('staticUser');
    expect((await refusal(pinned('usr_none'))).code).toBe('not_found');
    expect((await refusal(pinned(service.oskar.id))).message).toMatch(/not in team/);
    const { directory } = service.administration;
    await directory.setUserStatus(service.ana.id, 'inactive');
    expect((await refusal(pinned(service.ana.id))).message).toMatch(/inactive/);
    await directory.setUserStatus(service.ana.id, 'active');
  });

  test('dynamic mode pins nobody', async () => {
    const { faults } = await refusal({ staticUser: service.ana.id });
    expect(faults[0]?.message).toMatch(/dynamic mode/);
  });
});

test('a revoked client cannot be resumed', async () => {
  const { client } = await create();
  await service.storage.stores.clients.setStatus(client.id, 'revoked');
  await expect(service.administration.clients.resume(client.id)).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('a refused change leaves nothing behind, not even in the audit', async () => {
  const { audit } = service.storage.stores;
  const { clients } = service.administration;
  const before = [await clients.count(), (await audit.list({ limit: 1000 })).length];
  await create({ id: 'twice-the-same' });
  await expect(create({ id: 'twice-the-same' })).rejects.toThrow();
  expect([await clients.count(), (await audit.list({ limit: 1000 })).length]).toEqual(
    before.map((count) => count + 1),
  );
});
