import { afterEach, beforeEach, expect, test } from 'vitest';
import { callerWithRole } from '../support/admin-requests.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

const DAY = 24 * 3_600_000;

let server: MailServer;
let service: TestService;
beforeEach(async () => {
  server = await startMailServer();
  service = await startTestService(
    {
      ...{ smtpUrl: server.url, mailFrom: 'casement@example.com' },
      consoleUrl: 'https://auth.example.com/console',
    },
    { expiryMailInterval: 5 },
  );
});
afterEach(async () => {
  await service.close();
  await server.close();
});

const mails = () =>
  server.mails.map(({ to, subject }) => `${to?.[0]?.name}: ${subject}`).toSorted();

test('CM12: user and creator of a client that was made by the API are written to, until it is rotated or paused', async () => {
  const boss = await callerWithRole(service, { role: 'super_admin' });
  const { name } = await boss.ok<{ name: string }>('GET', `/api/v1/users/${boss.userId}`);
  await boss.ok('PATCH', `/api/v1/users/${service.ana.id}`, { locale: 'nb' });
  const create = async (clientName: string) => {
    const { client } = await boss.ok<{ client: { id: string } }>('POST', '/api/v1/clients', {
      ...{ type: 'service', name: clientName, user: service.ana.id },
      secret: { name: 'first', expires_in_days: 10 },
    });
    return `/api/v1/clients/${client.id}`;
  };
  const [rotated, paused] = [await create('Rotated'), await create('Paused')];
  service.advance(3 * DAY);
  await expect
    .poll(mails)
    .toEqual(
      [
        'Ana: En klienthemmelighet for Paused utløper om 7 dager',
        'Ana: En klienthemmelighet for Rotated utløper om 7 dager',
        `${name}: A client secret of Paused expires in 7 days`,
        `${name}: A client secret of Rotated expires in 7 days`,
      ].toSorted(),
    );
  expect(server.mails[0]?.html).toContain(`/console/clients/${rotated.split('/').at(-1)}`);
  // The first token is long over.
  const later = await callerWithRole(service, { role: 'super_admin' });
  await later.ok('POST', `${rotated}/rotate-secret`, {
    ...{ overlap_hours: 72, expires_in_days: 30, confirm_name: 'Rotated' },
  });
  await later.ok('POST', `${paused}/pause`);
  service.advance(6.5 * DAY);
  // A day before the first secrets end, and 23 before the new one does.
  const events = () => service.administration.audit.list({ type: 'mail.sent', limit: 50 });
  await expect.poll(async () => (await events()).length).toBe(4);
  service.advance(10 * DAY);
  await expect.poll(() => server.mails.length).toBe(6);
  expect(mails().filter((mail) => mail.includes('Paused'))).toHaveLength(2);
  expect(mails()).toContain(`${name}: A client secret of Rotated expires in 14 days`);
});
