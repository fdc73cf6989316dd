import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RETIREMENT } from '../../src/domain/signing-key/signing-key.ts';
import { ID_TOKEN_LIFETIME } from '../../src/domain/token/id-token.ts';
import { keepSigningKeys } from '../../src/signing-key-upkeep.ts';
import { casementOn } from '../support/casement.ts';
import { codeFlow, createApp, giveAnaAPassword } from '../support/code-flow.ts';
import { readEvents } from '../support/event-reader.ts';
import { createProofKey, type ProofKey } from '../support/proof-key.ts';
import { openSession } from '../support/requests.ts';
import {
  DASHBOARD_BASIC,
  ISSUER,
  startTestService,
  type TestService,
} from '../support/test-service.ts';

const DAY = 24 * 60 * 60_000;

let service: TestService;
let key: ProofKey;
let offset: number;
const clock = () => Date.now() + offset;
beforeEach(async () => {
  offset = 0;
  service = await startTestService({}, { clock });
  key = await createProofKey();
});
afterEach(() => service.close());

const published = async (): Promise<(string | undefined)[]> => {
  const response = await fetch(`${service.url}/oauth2/jwks`);
  expect(response.headers.get('cache-control')).toBe('no-cache');
  const { keys } = (await response.json()) as JSONWebKeySet;
  for (const jwk of keys) expect(jwk).not.toHaveProperty('d');
  return keys.map(({ kid }) => kid);
};

/** A new token, and the key that signed it. */
async function newToken() {
  const iat = Math.floor(clock() / 1000);
  const { access_token: token } = await openSession(service, key, undefined, {}, { iat });
  return { token, kid: decodeProtectedHeader(token).kid };
}

async function isActive(token: string): Promise<boolean> {
  const response = await fetch(`${service.url}/oauth2/introspect`, {
    method: 'POST',
    headers: { Authorization: DASHBOARD_BASIC },
    body: new URLSearchParams({ token }),
  });
  return ((await response.json()) as { active: boolean }).active;
}

const states = async () =>
  (await service.administration.keys.list()).map(({ kid, state }) => [kid, state]);

/** Waits until tokens are signed by another key than this one. */
const signedByOther = (kid: string | undefined) =>
  expect.poll(async () => (await newToken()).kid).not.toBe(kid);

test('OA6: the next key is published before it signs; the old one verifies until its tokens are gone', async () => {
  const { keys, audit } = service.administration;
  const events = await readEvents(service);
  await events.caughtUp();
  const [first, next] = await published();
  const old = await newToken();
  expect(old.kid).toBe(first);

  await keys.rotate();
  await events.next('keys.rotated');
  await signedByOther(first);
  expect((await newToken()).kid).toBe(next);
  expect(await isActive(old.token), 'no token ends by a rotation').toBe(true);
  await expect.poll(published).toHaveLength(3);
  expect((await published()).slice(0, 2)).toEqual([first, next]);
  expect(await states()).toMatchObject([
    [first, 'retired'],
    [next, 'active'],
    [expect.any(String), 'next'],
  ]);

  offset += RETIREMENT - 5_000;
  await keepSigningKeys({ storage: service.storage, clock }, 0);
  expect(await published()).toContain(first);
  offset += 6_000;
  await keepSigningKeys({ storage: service.storage, clock }, 0);
  expect(await published()).not.toContain(first);
  const [rotated] = await audit.list({ type: 'signing_key.rotated' });
  expect(rotated).toMatchObject({ subjectId: next, actor: { type: 'operator' } });
  const [removed] = await audit.list({ type: 'signing_key.removed' });
  expect(removed).toMatchObject({ subjectId: first, actor: { type: 'service' } });
  await events.close();
});

test('by the calendar: when the days are over, and never with 0', async () => {
  const deps = { storage: service.storage, clock };
  const before = await states();
  offset += 30 * DAY - 60_000;
  await keepSigningKeys(deps, 30);
  offset += 61_000;
  await keepSigningKeys(deps, 0);
  expect(await states()).toEqual(before);
  await keepSigningKeys(deps, 30);
  await expect.poll(states).toHaveLength(3);
  const [first, second] = await states();
  expect([first?.[1], second?.[1]]).toEqual(['retired', 'active']);
  // The new key's days begin now.
  await keepSigningKeys(deps, 30);
  expect((await states())[1]).toEqual(second);
});

/** An ID token's claims, as an app verifies it by what is published now. */
async function verifyIdToken(idToken: string, app: { id: string }) {
  const keys = (await (await fetch(`${service.url}/oauth2/jwks`)).json()) as JSONWebKeySet;
  const { payload } = await jwtVerify(idToken, createLocalJWKSet(keys), {
    issuer: ISSUER,
    audience: app.id,
    algorithms: ['ES256'],
  });
  return payload;
}

test('OA6: ID tokens are signed by the key that signs, on demand and by the calendar, and verify while they live', async () => {
  await giveAnaAPassword(service);
  const app = await createApp(service);
  const newIdToken = async () => {
    const { id_token: token = '' } = await codeFlow(service, app);
    return { token, kid: decodeProtectedHeader(token).kid };
  };
  const [first, next] = await published();
  const old = await newIdToken();
  expect(old.kid).toBe(first);

  await service.administration.keys.rotate();
  await expect.poll(async () => (await newIdToken()).kid).toBe(next);
  expect(await verifyIdToken(old.token, app)).toMatchObject({ sub: service.ana.id });
  const { token } = await newIdToken();
  expect(await verifyIdToken(token, app)).toMatchObject({ sub: service.ana.id });

  // As long as the last one that it signed may live.
  offset += ID_TOKEN_LIFETIME * 1000;
  await keepSigningKeys({ storage: service.storage, clock }, 30);
  expect(await verifyIdToken(old.token, app)).toMatchObject({ sub: service.ana.id });
  offset += 61_000;
  await keepSigningKeys({ storage: service.storage, clock }, 30);
  await expect(verifyIdToken(old.token, app)).rejects.toThrow('no applicable key');

  await expect.poll(published).toHaveLength(2);
  const [, third] = await published();
  offset += 30 * DAY;
  await keepSigningKeys({ storage: service.storage, clock }, 30);
  await expect.poll(async () => (await newIdToken()).kid).toBe(third);
  const latest = await newIdToken();
  expect(await verifyIdToken(latest.token, app)).toMatchObject({ sub: service.ana.id });

  await service.administration.keys.dropAll();
  await expect(verifyIdToken(latest.token, app)).rejects.toThrow('no applicable key');
  await expect.poll(async () => (await newIdToken()).kid).not.toBe(third);
});

test('casement keys rotate, while the service runs: it signs with the next key, nothing ends', async () => {
  const casement = casementOn(service.database);
  const [first, next] = await published();
  const old = await newToken();
  expect(await casement.json('keys', 'rotate')).toEqual({ kid: next });
  await signedByOther(first);
  expect(await isActive(old.token)).toBe(true);
  await expect
    .poll(() => casement.json('keys', 'list'))
    .toMatchObject([
      { kid: first, state: 'retired' },
      { kid: next, state: 'active' },
      { state: 'next' },
    ]);
});

test('casement keys rotate --compromised: every key is gone at once, tokens with them; new ones sign', async () => {
  const casement = casementOn(service.database);
  const dropped = await published();
  const old = await newToken();
  const [refused] = await casement.refused(2, 'keys', 'rotate', '--compromised');
  expect(refused).toContain('--yes');
  expect(await isActive(old.token)).toBe(true);

  await casement.say('keys', 'rotate', '--compromised', '--yes');
  expect(await isActive(old.token)).toBe(false);
  const now = await published();
  expect(now).toHaveLength(2);
  for (const kid of dropped) expect(now).not.toContain(kid);
  await signedByOther(old.kid);
  const renewed = await newToken();
  expect(now).toContain(renewed.kid);
  expect(await isActive(renewed.token)).toBe(true);
  const revoked = await service.administration.audit.list({ type: 'signing_key.revoked' });
  expect(revoked.map(({ subjectId }) => subjectId).toSorted()).toEqual(dropped.toSorted());
});

test('while the service stands still, a second rotation waits for a next key', async () => {
  const { keys } = service.administration;
  const { signingKeys } = service.storage.stores;
  const next = (await keys.list()).find(({ state }) => state === 'next');
  await signingKeys.delete(next?.kid ?? '');
  await expect(keys.rotate()).rejects.toMatchObject({ code: 'conflict' });
  const asAna = service.administration.as({ type: 'user', userId: service.ana.id }).keys;
  await expect(asAna.rotate()).rejects.toMatchObject({ code: 'permission_required' });
  await expect(asAna.dropAll()).rejects.toMatchObject({ code: 'permission_required' });
});
