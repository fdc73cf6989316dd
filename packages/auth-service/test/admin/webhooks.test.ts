import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiCaller, callerWithRole } from '../support/admin-requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

interface Answered {
  id: string;
  secret: string;
  status: string;
}

const PATH = '/api/v1/webhooks';

let service: TestService;
let receiver: WebhookReceiver;
let boss: ApiCaller;
let chief: ApiCaller;
beforeAll(async () => {
  receiver = await startWebhookReceiver();
  service = await startTestService({ outboundNetworks: ['127.0.0.1'] }, { webhookInterval: 5 });
  boss = await callerWithRole(service, { role: 'super_admin' });
  chief = await callerWithRole(service, { role: 'admin' });
});
afterAll(async () => {
  await service.close();
  await receiver.close();
});

test('CM21, CM22: a webhook is added, tried out, changed, looked into and deleted', async () => {
  const url = `${receiver.url}/hook`;
  const made = await boss.ok<Answered>('POST', PATH, { url, events: ['client.paused'] });
  expect(made).toMatchObject({
    url,
    organization_id: null,
    events: ['client.paused'],
    status: 'active',
  });
  const one = `${PATH}/${made.id}`;
  const { event_id } = await boss.ok<{ event_id: string }>('POST', `${one}/ping`);
  const log = async () => (await boss.ok<{ items: object[] }>('GET', `${one}/deliveries`)).items;
  await expect.poll(log).toMatchObject([
    {
      event_id,
      type: 'webhook.ping',
      state: 'delivered',
      attempts: [{ status: 204, error: null }],
    },
  ]);
  const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
  expect(new Webhook(made.secret).verify(body, headers as Record<string, string>)).toMatchObject({
    data: { webhook_id: made.id },
  });
  expect(await boss.ok('PATCH', one, { status: 'inactive', events: 'all' })).toMatchObject({
    ...{ status: 'inactive', events: 'all', url },
  });
  await boss.refused('conflict', 'POST', `${one}/ping`);
  await boss.ok('POST', `${one}/deliveries/${event_id}/redelivery`);
  await boss.refused('not_found', 'POST', `${one}/deliveries/evt_none/redelivery`);
  for (const type of ['webhook.pinged', 'webhook.redelivered']) {
    expect(
      await boss.ok('GET', `/api/v1/audit-events?type=${type}`),
      'CM21: who sent something to an endpoint',
    ).toMatchObject({
      items: [{ subject_id: made.id, actor: { type: 'user' }, details: { event: event_id } }],
    });
  }
  const rotated = await boss.ok<Answered>('POST', `${one}/secret`);
  expect(rotated.secret).not.toBe(made.secret);
  // Seen once, never again (81).
  for (const path of [PATH, one, `${one}/deliveries`, '/api/v1/audit-events']) {
    expect(JSON.stringify(await boss.ok('GET', path))).not.toContain('whsec_');
  }
  expect(service.log()).not.toMatch(/whsec_|\/hook/);
  expect((await boss.send('DELETE', one)).status).toBe(204);
  await boss.refused('not_found', 'GET', one);
});

test('88: no webhook leads into a private network', async () => {
  for (const url of ['https://10.0.0.1/', 'https://169.254.169.254/', 'javascript:alert(1)']) {
    const { errors } = await boss.refused('invalid_request', 'POST', PATH, { body: { url } });
    expect(errors).toMatchObject([{ in: 'body', path: 'url' }]);
  }
});

test('an administrator of one team manages no webhook of more than that', async () => {
  const { directory } = service.administration;
  const small = await directory.createOrganization({ name: 'Small' });
  const team = await directory.createTeam({ organizationId: small.id, name: 'Only' });
  const own = await callerWithRole(service, { role: 'admin', teamId: team.id });
  const [nordlys] = await directory.listOrganizations();
  const body = { url: 'https://hooks.example.com/' };
  await chief.refused('permission_required', 'POST', PATH, { body });
  const all = { ...body, organization_id: nordlys?.id };
  await chief.refused('permission_required', 'POST', PATH, { body: all });
  const { id } = await own.ok<Answered>('POST', PATH, { ...body, organization_id: small.id });
  expect(await own.ok('GET', PATH)).toMatchObject({ items: [{ id }] });
  expect(await chief.ok('GET', PATH)).toEqual({ items: [] });
  for (const [method, path] of [
    ['GET', ''],
    ['DELETE', ''],
    ['GET', '/deliveries'],
    ['POST', '/secret'],
    ['POST', '/ping'],
    ['POST', '/deliveries/evt_1/redelivery'],
  ] as const) {
    const told = async (webhook: string) => {
      const answer = await chief.refused('not_found', method, `${PATH}/${webhook}${path}`);
      return answer.detail.replaceAll(webhook, '…');
    };
    // A stranger does not learn that it is there.
    expect(await told(id)).toBe(await told('whk_unknown'));
  }
  const beyond = async (organization_id: string) => {
    const request = { body: { ...body, organization_id } };
    return (await chief.refused('permission_required', 'POST', PATH, request)).detail;
  };
  expect(await beyond(small.id)).toBe(await beyond('org_unknown'));
});

test('CM12: users and organizations have a language', async () => {
  const { ana } = service;
  const path = `/api/v1/users/${ana.id}`;
  expect(await boss.ok('GET', path)).toMatchObject({ locale: null });
  expect(await boss.ok('PATCH', path, { locale: 'NB' })).toMatchObject({ locale: 'nb' });
  expect(await boss.ok('PATCH', path, { locale: null })).toMatchObject({ locale: null });
  const { errors } = await boss.refused('invalid_request', 'PATCH', path, {
    body: { locale: 'x-y' },
  });
  expect(errors).toMatchObject([{ in: 'body', path: 'locale' }]);
  await chief.refused('permission_required', 'PATCH', path, { body: { locale: 'nb' } });
  const [nordlys] = await service.administration.directory.listOrganizations();
  const organization = `/api/v1/organizations/${nordlys?.id}`;
  expect(await boss.ok('PATCH', organization, { locale: 'fi' })).toMatchObject({ locale: 'fi' });
  await chief.refused('permission_required', 'PATCH', organization, { body: { locale: 'nb' } });
});
