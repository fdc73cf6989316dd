import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectRefusal, mintBody, postMint } from '../support/requests.ts';
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
