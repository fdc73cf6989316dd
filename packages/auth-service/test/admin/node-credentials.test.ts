import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiCaller, callerWithRole } from '../support/admin-requests.ts';
import { clientCredentialsToken, introspection } from '../support/oauth-requests.ts';
import {
  basicAuth,
  DASHBOARD_BASIC,
  startTestService,
  type TestService,
} from '../support/test-service.ts';

interface Created {
  client: { id: string } & Record<string, unknown>;
  client_secret: string;
}

let service: TestService;
let chief: ApiCaller;
let stranger: ApiCaller;
let project: string;
let app: { id: string; slug: string };

beforeAll(async () => {
  service = await startTestService();
  chief = await callerWithRole(service, { role: 'admin' });
  stranger = await callerWithRole(service, { role: 'admin', teamId: service.otherTeam.id });
  project = `/api/projects/${service.team.slug}/client-credentials`;
  app = await chief.ok('POST', '/api/v1/apps', { team_id: service.team.id, name: 'Night Shift' });
});
afterAll(() => service.close());

const tokenOf = ({ client, client_secret }: Created) =>
  clientCredentialsToken(service, { basic: basicAuth(client.id, client_secret) });

test('CM18: credentials of a project act there by a role of their own, and nowhere else', async () => {
  const made = await chief.ok<Created>('POST', project, { name: 'CI', role_id: 'viewer' });
  const { team } = service;
  expect(made.client).toMatchObject({
    ...{ type: 'service', user_id: null, team_restriction: { team_ids: [team.id] } },
    roles: [{ node_type: 'team', node_id: team.id, role_id: 'viewer' }],
  });
  const { teams } = await introspection(service, await tokenOf(made), DASHBOARD_BASIC);
  expect(teams).toEqual([{ id: team.id, name: team.name, permissions: ['read:dashboards'] }]);
  expect(await chief.ok('GET', project)).toEqual({
    items: [{ ...made.client, last_used_at: expect.any(String) }],
  });
  const byId = project.replace(team.slug, team.id);
  expect(await chief.ok<{ items: unknown[] }>('GET', byId)).toMatchObject({
    items: [{ id: made.client.id }],
  });
});

test('CM18, CM17: credentials of an app count in that app only', async () => {
  const path = `/api/apps/${app.slug}/client-credentials`;
  expect(app.slug).toBe('night-shift');
  const made = await chief.ok<Created>('POST', path, { name: 'Bot', role_id: 'viewer' });
  const answer = await introspection(service, await tokenOf(made), DASHBOARD_BASIC);
  expect(answer.teams).toEqual([]);
  expect(answer.apps).toEqual([
    { id: app.id, team_id: service.team.id, name: 'Night Shift', permissions: ['read:dashboards'] },
  ]);
  await chief.refused('conflict', 'DELETE', `/api/v1/apps/${app.id}`);
});

test('CM18: the secret is regenerated, once the name is typed, and only where the client belongs', async () => {
  const made = await chief.ok<Created>('POST', project, { name: 'Deploy', role_id: 'viewer' });
  const path = `${project}/${made.client.id}/regenerate-secret`;
  await chief.refused('confirmation_required', 'POST', path, { body: {} });
  const { client_secret } = await chief.ok<Created>('POST', path, { confirm_name: 'Deploy' });
  await tokenOf({ ...made, client_secret });
  await expect(tokenOf(made)).rejects.toThrow();
  const elsewhere = `/api/apps/${app.slug}/client-credentials/${made.client.id}/regenerate-secret`;
  await chief.refused('not_found', 'POST', elsewhere, { body: { confirm_name: 'Deploy' } });
});

test('CM18: nobody gives credentials more than they have, or sees those of others', async () => {
  const { directory } = service.administration;
  await directory.createRole({ id: 'beyond', permissions: ['launch:rockets'] });
  const refuse = (role_id: string) =>
    chief.refused('permission_required', 'POST', project, { body: { name: 'X', role_id } });
  expect((await refuse('beyond')).detail).toContain('launch:rockets');
  await chief.refused('invalid_request', 'POST', project, {
    body: { name: 'X', role_id: 'super_admin' },
  });
  await chief.refused('invalid_request', 'POST', project, {
    body: { name: 'X', role_id: 'viewer', user: 'x' },
  });
  for (const method of ['GET', 'POST']) {
    const body = method === 'POST' ? { body: { name: 'X', role_id: 'viewer' } } : {};
    await stranger.refused('not_found', method, project, body);
    await chief.refused('not_found', method, '/api/projects/none/client-credentials', body);
    await chief.refused('not_found', method, '/api/apps/none/client-credentials', body);
  }
});
