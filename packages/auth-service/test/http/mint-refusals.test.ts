import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProofKey } from '../support/proof-key.ts';
import { expectRefusal, mint, mintBody, postMint } from '../support/requests.ts';
import {
  basicAuth,
  DASHBOARD,
  PORTAL,
  startTestService,
  type TestService,
} from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

describe('authentication', () => {
  test('unknown client and wrong, expired or revoked secret: one answer, byte for byte', async () => {
    const { client } = service.dynamic;
    const { clients } = service.storage.stores;
    const rotated = await service.administration.clients.createEmbeddedClient({
      name: 'Rotated',
      teamId: service.team.id,
      userMode: 'dynamic',
      allowedOrigins: [PORTAL],
    });
    await service.administration.clients.rotateSecret(rotated.client.id);
    const revoked = await service.administration.clients.createEmbeddedClient({
      name: 'Revoked secret',
      teamId: service.team.id,
      userMode: 'dynamic',
      allowedOrigins: [PORTAL],
    });
    const [secret] = await clients.listSecrets(revoked.client.id);
    await clients.revokeSecret(secret?.id ?? '', Date.now());
    const attempts = {
      unknown: basicAuth('cli_nobody', 'csm_sk_wrong'),
      wrong: basicAuth(client.id, 'csm_sk_wrong'),
      expired: basicAuth(rotated.client.id, rotated.clientSecret),
      revoked: basicAuth(revoked.client.id, revoked.clientSecret),
      none: null,
      bearer: 'Bearer abc',
    };
    const bodies = new Set<string>();
    for (const [name, authorization] of Object.entries(attempts)) {
      const response = await postMint(service, mintBody(), { authorization });
      expect(response.status, name).toBe(401);
      expect(response.headers.get('www-authenticate'), name).toMatch(/^Basic realm=/);
      expect(response.headers.get('cache-control')).toBe('no-store');
      bodies.add(await response.text());
    }
    expect(bodies.size).toBe(1);
    expect(JSON.parse([...bodies][0] ?? '')).toMatchObject({ error: 'invalid_client' });
  });

  test('nothing about the request is said before the client has authenticated', async () => {
    const authorization = basicAuth(service.dynamic.client.id, 'csm_sk_wrong');
    const response = await postMint(service, { nonsense: 1 }, { authorization });
    await expectRefusal(response, 401, 'invalid_client');
  });

  test('Basic credentials are form-decoded (RFC 6749 §2.3.1)', async () => {
    const id = 'portal.with-odd_chars';
    const { clientSecret } = await service.administration.clients.createEmbeddedClient({
      id,
      name: 'Odd',
      teamId: service.team.id,
      userMode: 'dynamic',
      allowedOrigins: [PORTAL],
    });
    const encodedId = [...id].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('');
    const raw = Buffer.from(`${encodedId}:${clientSecret}`).toString('base64');
    const response = await postMint(service, mintBody(), { authorization: `basic ${raw}` });
    expect(response.status).toBe(201);
    const broken = Buffer.from('%zz:secret').toString('base64');
    const refused = await postMint(service, mintBody(), { authorization: `Basic ${broken}` });
    await expectRefusal(refused, 400, 'invalid_request');
  });

  test('a client of another type', async () => {
    const client = { ...service.dynamic.client, id: 'service_client', type: 'service' as const };
    await service.storage.stores.clients.insert(client);
    const { clientSecret } = await service.administration.clients.rotateSecret(client.id);
    const authorization = basicAuth(client.id, clientSecret);
    const response = await postMint(service, mintBody(), { authorization });
    await expectRefusal(response, 403, 'unauthorized_client');
  });

  test('a disabled and a revoked client', async () => {
    const { client, clientSecret } = await service.administration.clients.createEmbeddedClient({
      name: 'Switched off',
      teamId: service.team.id,
      userMode: 'dynamic',
      allowedOrigins: [PORTAL],
    });
    const authorization = basicAuth(client.id, clientSecret);
    await service.administration.clients.disable(client.id);
    await expectRefusal(
      await postMint(service, mintBody(), { authorization }),
      403,
      'client_disabled',
    );
    await service.storage.stores.clients.setStatus(client.id, 'revoked');
    await expectRefusal(
      await postMint(service, mintBody(), { authorization }),
      403,
      'client_disabled',
    );
  });
});

describe('the body', () => {
  const faulty: [string, Record<string, unknown>, string, RegExp][] = [
    ['an unknown field', { colour: 'red' }, 'colour', /unknown field/i],
    [
      'an unknown field of the user',
      { user: { email: 'a@b.c', id: 1 } },
      'user.id',
      /unknown field/i,
    ],
    ['origin of a wrong type', { origin: 5 }, 'origin', /string/],
    ['no origin', { origin: undefined }, 'origin', /required/i],
    [
      'a thumbprint of a wrong length',
      { key_thumbprint: 'abc' },
      'key_thumbprint',
      /43 characters/,
    ],
    ['user as a string', { user: 'ana@example.com' }, 'user', /object/],
    ['an e-mail that is none', { user: { email: 'ana' } }, 'user.email', /name@example\.com/],
    ['an unknown audience', { audience: 'https://other.example' }, 'audience', /configured/],
    ['parameters as an array', { parameters: [1] }, 'parameters', /object/],
    ['nested parameters', { parameters: { a: { b: 1 } } }, 'parameters.a', /nesting/],
    ['parameters with null', { parameters: { a: null } }, 'parameters.a', /null/],
    ['nested arrays', { parameters: { a: [[1]] } }, 'parameters.a', /nesting/],
    [
      'parameters over 2 KiB',
      { parameters: { a: 'é'.repeat(1100) } },
      'parameters',
      /2048 bytes.*2208/s,
    ],
  ];
  test.each(faulty)('%s', async (_name, extra, path, message) => {
    const response = await postMint(service, mintBody(extra));
    const body = await expectRefusal(response, 400, 'invalid_request');
    expect(body.errors).toContainEqual({ path, message: expect.stringMatching(message) });
    expect(body.error_description).toContain(path);
  });

  test('every fault at once', async () => {
    const response = await postMint(service, { origin: 1, x: 2, parameters: { a: {} } });
    const { errors } = await expectRefusal(response, 400, 'invalid_request');
    expect(errors?.map(({ path }) => path).sort()).toEqual(['origin', 'parameters.a', 'x']);
  });

  test('locked parameters of exactly 2 KiB', async () => {
    const parameters = { a: 'x'.repeat(2048 - '{"a":""}'.length) };
    expect((await postMint(service, mintBody({ parameters }))).status).toBe(201);
  });

  test('__proto__ is a parameter like any other', async () => {
    const text = `{"origin":"${PORTAL}","user":{"email":"ana@example.com"},"parameters":{"__proto__":{"a":1}}}`;
    await expectRefusal(await postMint(service, text), 400, 'invalid_request');
  });

  test.each([
    ['malformed JSON', '{"origin":', 'application/json'],
    ['an empty body', '', 'application/json'],
    ['a JSON string', '"x"', 'application/json'],
    ['null', 'null', 'application/json'],
    ['an array', '[]', 'application/json'],
    ['a form', 'origin=x', 'application/x-www-form-urlencoded'],
    ['plain text', '{}', 'text/plain'],
    ['another charset', '{}', 'application/json; charset=latin1'],
    ['too large', JSON.stringify(mintBody({ x: 'x'.repeat(17_000) })), 'application/json'],
    ['far too large', JSON.stringify(mintBody({ x: 'x'.repeat(3_000_000) })), 'application/json'],
  ])('%s', async (_name, body, type) => {
    const response = await fetch(`${service.url}/embed/challenge-codes`, {
      method: 'POST',
      headers: { 'Content-Type': type, Authorization: service.dynamic.basic },
      body,
    });
    const { errors } = await expectRefusal(response, 400, 'invalid_request');
    expect(errors).not.toHaveLength(0);
  });

  test('no Content-Type, not UTF-8, compressed', async () => {
    const post = (headers: Record<string, string>, body: Uint8Array<ArrayBuffer>) =>
      fetch(`${service.url}/embed/challenge-codes`, {
        method: 'POST',
        headers: { Authorization: service.dynamic.basic, ...headers },
        body,
      });
    const json = { 'Content-Type': 'application/json' };
    const text = new TextEncoder().encode(JSON.stringify(mintBody()));
    await expectRefusal(await post({}, text), 400, 'invalid_request');
    await expectRefusal(
      await post(json, new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])),
      400,
      'invalid_request',
    );
    const gzip = { ...json, 'Content-Encoding': 'gzip' };
    await expectRefusal(await post(gzip, text), 400, 'invalid_request');
    expect((await post({ 'Content-Type': 'Application/JSON; charset=UTF-8' }, text)).status).toBe(
      201,
    );
  });

  test('a secret in the URL is refused', async () => {
    const response = await fetch(
      `${service.url}/embed/challenge-codes?client_id=a&client_secret=b`,
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(mintBody()),
      },
    );
    const body = await expectRefusal(response, 400, 'invalid_request');
    expect(body.error_description).toMatch(/query/);
  });
});

describe('the origin', () => {
  test.each([
    ['https://portal.example.com/', /trailing slash/],
    ['https://portal.example.com/path', /path/],
    ['https://portal.example.com?x=1', /query/],
    ['https://portal.example.com#x', /fragment/],
    ['https://user@portal.example.com', /user information/i],
    ['https://PORTAL.example.com', /upper case/i],
    ['https://portal.example.com:443', /default port/],
    ['https://pörtal.example.com', /xn--/],
    ['https://*.example.com', /wildcard/],
    ['portal.example.com', /scheme/],
    ['', /required/i],
  ])('%s is not well-formed', async (origin, message) => {
    const response = await postMint(service, mintBody({ origin }));
    const body = await expectRefusal(response, 400, 'invalid_request');
    expect(body.errors).toEqual([{ path: 'origin', message: expect.stringMatching(message) }]);
  });

  test.each([
    'https://evil.example',
    'https://sub.portal.example.com',
    'https://example.com',
    'https://portal.example.com:8443',
    'https://portal.example.com.evil.example',
    'http://portal.example.com',
    'null',
  ])('%s is not allowed', async (origin) => {
    const response = await postMint(service, mintBody({ origin }));
    const body = await expectRefusal(response, 403, 'origin_not_allowed');
    expect(body.error_description).toContain(origin);
  });
});

describe('the user', () => {
  test('missing in dynamic mode, given in static mode', async () => {
    const missing = await postMint(service, { origin: PORTAL });
    await expectRefusal(missing, 400, 'user_required');
    const given = await postMint(service, mintBody(), { authorization: service.pinned.basic });
    await expectRefusal(given, 400, 'user_not_permitted');
  });

  test('unknown, of another team, and inactive', async () => {
    for (const email of ['nobody@example.com', 'oskar@example.com']) {
      const response = await postMint(service, mintBody({ user: { email } }));
      await expectRefusal(response, 403, 'user_not_eligible');
    }
    const { directory } = service.administration;
    const ines = await directory.createUser({ email: 'ines@example.com', name: 'Ines' });
    await directory.setMembership({ teamId: service.team.id, user: ines.id, roleId: 'viewer' });
    const body = mintBody({ user: { email: 'ines@example.com' } });
    expect((await postMint(service, body)).status).toBe(201);
    await directory.setUserStatus(ines.id, 'inactive');
    await expectRefusal(await postMint(service, body), 403, 'user_not_eligible');
  });

  test('73: the delegated user of another team’s client', async () => {
    const { client, clientSecret } = await service.administration.clients.createEmbeddedClient({
      name: 'Finance portal',
      teamId: service.otherTeam.id,
      userMode: 'dynamic',
      allowedOrigins: [PORTAL],
    });
    const authorization = basicAuth(client.id, clientSecret);
    await expectRefusal(
      await postMint(service, mintBody(), { authorization }),
      403,
      'user_not_eligible',
    );
  });

  test('an e-mail in odd case and with composed letters is the same user', async () => {
    const { directory } = service.administration;
    const user = await directory.createUser({ email: 'Ren\u00e9@Example.com', name: 'René' });
    await directory.setMembership({ teamId: service.team.id, user: user.id, roleId: 'viewer' });
    for (const email of [
      'REN\u00c9@EXAMPLE.COM',
      'rene\u0301@example.com',
      ' ren\u00e9@example.com ',
    ]) {
      expect((await postMint(service, mintBody({ user: { email } }))).status, email).toBe(201);
    }
  });

  test('a super administrator is in every team', async () => {
    const { directory } = service.administration;
    const root = await directory.createUser({ email: 'root@example.com', name: 'Root' });
    await directory.setMembership({
      teamId: service.otherTeam.id,
      user: root.id,
      roleId: 'super_admin',
    });
    const body = mintBody({ user: { email: 'root@example.com' } });
    expect((await postMint(service, body)).status).toBe(201);
  });
});

test('an audience is needed where there are several dashboard applications', async () => {
  const other = 'https://reports.example.com';
  const dashboard = (origin: string) => ({
    audience: origin,
    origin,
    client_id: origin,
    client_secret: 'secret-of-the-dashboard',
  });
  const several = await startTestService({ dashboards: [dashboard(DASHBOARD), dashboard(other)] });
  try {
    const without = await expectRefusal(
      await postMint(several, mintBody()),
      400,
      'invalid_request',
    );
    expect(without.errors).toEqual([
      { path: 'audience', message: expect.stringMatching(/required/i) },
    ]);
    expect((await postMint(several, mintBody({ audience: other }))).status).toBe(201);
  } finally {
    await several.close();
  }
});

test('a request that is cut off harms nobody', async () => {
  await new Promise<void>((resolve) => {
    const cut = httpRequest(`${service.url}/embed/challenge-codes`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': 1000,
        Authorization: service.dynamic.basic,
      },
    });
    cut.on('error', () => resolve());
    cut.write('{"origin":', () => cut.destroy());
    cut.on('close', () => resolve());
  });
  await mint(service, await createProofKey());
});
