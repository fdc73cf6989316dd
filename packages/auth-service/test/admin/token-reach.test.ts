import { afterAll, beforeAll, expect, test } from 'vitest';
import { callerWithRole, callerWithToken } from '../support/admin-requests.ts';
import { clientCredentialsToken, createService, credentialsOf } from '../support/oauth-requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

test('OA11: a token for managing clients makes none that could do more as its user', async () => {
  const caller = await callerWithRole(service, { role: 'admin', scope: 'write:clients' });
  const restriction = { team_restriction: { team_ids: [service.team.id] } };
  const acting = { type: 'service', name: 'Helper', user: caller.userId, ...restriction };
  const refuse = (body: object) =>
    caller.refused('permission_required', 'POST', '/api/v1/clients', { body });
  const { detail } = await refuse({ ...acting, access_preset: 'full', confirmed: true });
  expect(detail).toContain('acting as you beyond the scope of your token');
  await refuse({ ...acting, scopes: ['read'] });
  await refuse({
    ...{ type: 'embedded', name: 'Wall', team_id: service.team.id, user_mode: 'static' },
    ...{ static_user: caller.userId, allowed_origins: ['https://wall.example.com'] },
  });
  const narrow = { ...acting, access_preset: 'full', scopes: ['write:clients'] };
  await caller.ok('POST', '/api/v1/clients', narrow);
});

test('OA11: a service does not give itself a wider scope', async () => {
  const { directory } = service.administration;
  const { team, oskar } = service;
  await directory.setMembership({ teamId: team.id, user: oskar.id, roleId: 'admin' });
  const credentials = await createService(service, {
    ...{ user: oskar.id, teamRestriction: { teamIds: [team.id] } },
    ...{ accessPreset: 'full', scopes: ['write:clients'] },
  });
  const caller = callerWithToken(service, await clientCredentialsToken(service, credentials));
  await caller.refused('permission_required', 'PATCH', `/api/v1/clients/${credentials.id}`, {
    headers: { 'If-Match': '*' },
    body: { scopes: ['write:clients', 'management'], confirmed: true },
  });
  await caller.refused(
    'permission_required',
    'POST',
    `/api/v1/clients/${service.pinned.client.id}/rotate-secret`,
    { body: { confirm_name: 'Wall' } },
  );
});

test('EM4: who impersonates somebody in one team gets at nothing of theirs elsewhere', async () => {
  const chief = await callerWithRole(service, { role: 'admin' });
  const victim = await callerWithRole(service, { role: 'admin', teamId: service.otherTeam.id });
  const { body } = await chief.send<{ client: { id: string }; client_secret: string }>(
    'POST',
    '/api/v1/clients',
    {
      body: {
        ...{ type: 'service', name: 'Mask', user: victim.userId, access_preset: 'full' },
        team_restriction: { team_ids: [service.team.id] },
        confirmed: true,
      },
    },
  );
  const credentials = credentialsOf(body.client.id, body.client_secret);
  const mask = callerWithToken(service, await clientCredentialsToken(service, credentials));
  const none = { items: [], next_cursor: null };
  expect(await mask.ok('GET', '/api/v1/connected-apps')).toEqual(none);
  expect(await mask.ok('GET', '/api/v1/embedded-sessions')).toEqual(none);
  await mask.refused('permission_required', 'GET', '/api/v1/browser-sessions?user_id=me');
  await mask.refused('permission_required', 'POST', '/api/v1/users/me/sign-out');
  await mask.refused('not_found', 'DELETE', `/api/v1/connected-apps/${victim.clientId}`);
  await victim.ok('GET', '/api/v1/me');
});
