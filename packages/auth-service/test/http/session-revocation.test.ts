import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProofKey } from '../support/proof-key.ts';
import { expectRefusal, mint, mintPinned, openSession, postExchange } from '../support/requests.ts';
import { basicAuth, ISSUER, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.administration.directory.setMembership({
    teamId: service.team.id,
    user: service.oskar.id,
    roleId: 'viewer',
  });
});
afterAll(() => service.close());

function postRevocation(
  body: unknown,
  authorization: string | null = service.dynamic.basic,
): Promise<Response> {
  return fetch(`${service.url}/embed/sessions/revoke`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(authorization === null ? {} : { Authorization: authorization }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function revoke(body: unknown, authorization?: string): Promise<unknown> {
  const response = await postRevocation(body, authorization);
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return response.json();
}

test('one session: cannot be renewed, is audited, and a fresh load starts a new one', async () => {
  const key = await createProofKey();
  const { session_id } = await openSession(service, key);
  expect(await revoke({ session_id })).toEqual({ revoked: 1 });
  expect(await revoke({ session_id })).toEqual({ revoked: 0 });

  const code = await mint(service, key);
  const renewal = await postExchange(service, key, code, { sessionId: session_id });
  await expectRefusal(renewal, 403, 'session_revoked');
  // The refusal did not use the code up, and without session_id it is a fresh load.
  const fresh = await postExchange(service, key, code);
  expect(fresh.status).toBe(200);
  const other = await openSession(service, await createProofKey(), session_id);
  expect(other.session_id).not.toBe(session_id);

  expect(await service.storage.stores.sessions.find(session_id)).toMatchObject({
    revokedAt: expect.any(Number),
    revokedReason: 'ended by the portal',
  });
  const audited = await service.storage.stores.audit.list({ type: 'session.revoked' });
  expect(audited.find((event) => event.subjectId === session_id)).toMatchObject({
    actor: { type: 'client', clientId: service.dynamic.client.id },
    userId: service.ana.id,
    clientId: service.dynamic.client.id,
    address: '127.0.0.1',
  });
});

test('codes that were minted before the end buy nothing after it', async () => {
  const key = await createProofKey();
  const { session_id } = await openSession(service, key);
  const [ofSession, ofUser] = [await mint(service, key), await mint(service)];
  await revoke({ session_id });
  await expectRefusal(await postExchange(service, key, ofSession), 400, 'invalid_grant');
  await revoke({ user: { email: 'ana@example.com' } });
  const other = await createProofKey();
  await expectRefusal(await postExchange(service, other, ofUser), 400, 'invalid_grant');
});

test('all sessions of a user, in whatever case the address is written, and nobody else’s', async () => {
  const open = async (email: string) => {
    const key = await createProofKey();
    const code = await mint(service, key, { user: { email } });
    const response = await postExchange(service, key, code);
    expect(response.status).toBe(200);
    return ((await response.json()) as { session_id: string }).session_id;
  };
  await revoke({ user: { email: 'ana@example.com' } });
  const anas = [await open('ana@example.com'), await open('ana@example.com')];
  const oskars = await open('oskar@example.com');
  expect(await revoke({ user: { email: 'ANA@example.com' } })).toEqual({ revoked: 2 });
  const { sessions } = service.storage.stores;
  for (const id of anas) expect((await sessions.find(id))?.revokedAt).toBeDefined();
  expect((await sessions.find(oskars))?.revokedAt).toBeUndefined();
});

test('only the client’s own sessions; unknown ones count as none', async () => {
  const key = await createProofKey();
  const response = await postExchange(service, key, await mintPinned(service, key), {
    client: service.pinned,
  });
  const { session_id } = (await response.json()) as { session_id: string };
  expect(await revoke({ session_id })).toEqual({ revoked: 0 });
  expect(await revoke({ session_id: 'ses_unknown' })).toEqual({ revoked: 0 });
  expect(await revoke({ user: { email: 'nobody@example.com' } })).toEqual({ revoked: 0 });
  await revoke({ user: { email: 'ana@example.com' } });
  expect((await service.storage.stores.sessions.find(session_id))?.revokedAt).toBeUndefined();
  expect(await revoke({ session_id }, service.pinned.basic)).toEqual({ revoked: 1 });
});

test.each([
  ['nothing', {}],
  ['both', { session_id: 'ses_x', user: { email: 'ana@example.com' } }],
  ['an unknown field', { session_id: 'ses_x', all: true }],
  ['an unknown field of the user', { user: { email: 'ana@example.com', id: 'usr_x' } }],
  ['an empty session_id', { session_id: '' }],
  ['a session_id that is no string', { session_id: 5 }],
  ['null', { session_id: null }],
  ['no address', { user: {} }],
  ['a broken address', { user: { email: 'ana' } }],
  ['an array', []],
  ['broken JSON', '{"session_id":'],
])('%s: 400 invalid_request, and nothing ends', async (_case, body) => {
  const live = () => service.storage.stores.sessions.countLive(Date.now());
  await openSession(service, await createProofKey());
  const before = await live();
  await expectRefusal(await postRevocation(body), 400, 'invalid_request');
  expect(await live()).toBe(before);
});

test('who is not the client gets 401', async () => {
  const { id } = service.dynamic.client;
  for (const authorization of [null, basicAuth(id, 'csm_sk_wrong'), basicAuth('cli_x', 'y')]) {
    const response = await postRevocation({ session_id: 'ses_x' }, authorization);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
    await expectRefusal(response, 401, 'invalid_client');
  }
});

test('private_key_jwt, for this endpoint or the issuer, once', async () => {
  const { id } = service.dynamic.client;
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  await service.administration.clients.addKey(id, { jwk: await exportJWK(publicKey) });
  const assertion = (audience: string) =>
    new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(id)
      .setSubject(id)
      .setAudience(audience)
      .setExpirationTime('60s')
      .sign(privateKey);
  const post = (client_assertion: string) =>
    postRevocation(
      {
        session_id: 'ses_x',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion,
      },
      null,
    );
  const right = await assertion(`${ISSUER}/embed/sessions/revoke`);
  expect((await post(right)).status).toBe(200);
  await expectRefusal(await post(right), 401, 'invalid_client');
  expect((await post(await assertion(ISSUER))).status).toBe(200);
  // One that was made for the mint is for the mint.
  const other = await assertion(`${ISSUER}/embed/challenge-codes`);
  await expectRefusal(await post(other), 401, 'invalid_client');
});

test('a paused client may still end its sessions', async () => {
  const { session_id } = await openSession(service, await createProofKey());
  const { clients } = service.administration;
  await clients.pause(service.dynamic.client.id);
  expect(await revoke({ session_id })).toEqual({ revoked: 1 });
  await clients.resume(service.dynamic.client.id);
});
