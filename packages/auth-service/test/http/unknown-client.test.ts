/** What tells an unknown client from a wrong secret must be nothing: neither the answer nor the way to it. */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { CLIENT_ASSERTION_TYPE } from '../../src/domain/client/client-assertion.ts';
import { CLIENT_ASSERTION_ALGORITHMS } from '../../src/domain/client/client-public-key.ts';
import { newClientSecret } from '../../src/domain/client/client-secret.ts';
import { mintBody, postMint } from '../support/requests.ts';
import { basicAuth, ISSUER, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
const secrets: Record<string, string> = {};

beforeAll(async () => {
  service = await startTestService({ limits: false });
  const { clients } = service.administration;
  const { id } = service.dynamic.client;
  secrets['wrong secret'] = basicAuth(id, newClientSecret());
  secrets['another client’s secret'] = basicAuth(id, service.pinned.clientSecret);
  secrets['unknown client'] = basicAuth('cli_nobody_here', service.dynamic.clientSecret);
  secrets['ID that cannot be'] = basicAuth('x'.repeat(500), newClientSecret());
  const { clientSecret: newest } = await clients.secrets.rotate(service.pinned.client.id);
  secrets['secret that was replaced at once'] = basicAuth(
    service.pinned.client.id,
    service.pinned.clientSecret,
  );
  expect(newest).not.toBe(service.pinned.clientSecret);
});
afterAll(() => service.close());
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

const answer = async (response: Response) => {
  const headers = Object.fromEntries(response.headers);
  delete headers['x-request-id'];
  delete headers.date;
  return { status: response.status, headers, body: await response.text() };
};

test('the answers are identical to the letter', async () => {
  const answers = [];
  for (const authorization of Object.values(secrets)) {
    answers.push(await answer(await postMint(service, mintBody(), { authorization })));
  }
  const [first, ...others] = answers;
  expect(first).toMatchObject({
    status: 401,
    headers: { 'www-authenticate': expect.stringMatching(/^Basic /) },
  });
  expect(others.length).toBeGreaterThanOrEqual(3);
  for (const other of others) expect(other).toEqual(first);
});

// All are well-formed: a secret that cannot be one is hashed once less, whoever is named.
test('the way to them is the same: as many hashes and comparisons', async () => {
  const counts: Record<string, unknown> = {};
  for (const [name, authorization] of Object.entries(secrets)) {
    const hash = vi.spyOn(crypto, 'createHash');
    const compare = vi.spyOn(crypto, 'timingSafeEqual');
    syncBuiltinESMExports();
    expect((await postMint(service, mintBody(), { authorization })).status).toBe(401);
    counts[name] = [hash.mock.calls.length, compare.mock.calls.length];
    vi.restoreAllMocks();
  }
  const [first] = Object.values(counts);
  expect(first).not.toEqual([0, 0]);
  for (const [name, count] of Object.entries(counts)) expect(count, name).toEqual(first);
});

test.each(CLIENT_ASSERTION_ALGORITHMS)(
  'an assertion (%s) costs one signature check, whoever it names',
  async (alg) => {
    const { publicKey } = await generateKeyPair(alg);
    const { privateKey: stranger } = await generateKeyPair(alg);
    const created = await service.administration.clients.createEmbeddedClient({
      name: `With a key ${alg}`,
      teamId: service.team.id,
      userMode: 'dynamic',
      allowedOrigins: ['https://portal.example.com'],
    });
    const withKey = created.client.id;
    await service.administration.clients.addKey(withKey, {
      jwk: { ...(await exportJWK(publicKey)), alg },
    });
    const outcomes: unknown[] = [];
    for (const clientId of [withKey, service.dynamic.client.id, 'cli_nobody_here']) {
      const assertion = await new SignJWT({})
        .setProtectedHeader({ alg })
        .setIssuer(clientId)
        .setSubject(clientId)
        .setAudience(ISSUER)
        .setExpirationTime('1m')
        .setJti(crypto.randomUUID())
        .sign(stranger);
      const verify = vi.spyOn(crypto.subtle, 'verify');
      const response = await postMint(
        service,
        mintBody({ client_assertion_type: CLIENT_ASSERTION_TYPE, client_assertion: assertion }),
        { authorization: null },
      );
      outcomes.push({ ...(await answer(response)), verifications: verify.mock.calls.length });
      vi.restoreAllMocks();
    }
    expect(outcomes[0]).toMatchObject({ status: 401, verifications: 1 });
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[2]).toEqual(outcomes[0]);
  },
);
