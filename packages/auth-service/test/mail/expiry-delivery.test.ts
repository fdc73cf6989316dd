/** What becomes of a mail that the server does not take, and of all of them without a server: in the running service. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY } from '../../src/domain/expiry-mail/expiry-stage.ts';
import { secretOf } from '../storage/contracts/seed.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

const MINUTE = 60_000;

let server: MailServer;
let service: TestService | undefined;
beforeEach(async () => {
  server = await startMailServer();
});
afterEach(async () => {
  await service?.close();
  service = undefined;
  await server.close();
});

/** With a secret of the wall, which acts as Ana, that expires in 7 days. */
async function start(options: object): Promise<TestService> {
  const started = await startTestService(options, { expiryMailInterval: 5 });
  service = started;
  const { clients } = started.storage.stores;
  const secret = secretOf(started.pinned.client.id, { expiresAt: Date.now() + 7 * DAY });
  await clients.insertSecret(secret);
  return started;
}

const withServer = () => start({ smtpUrl: server.url, mailFrom: 'casement@example.com' });

const outcomes = async ({ administration }: TestService) =>
  (await administration.audit.list())
    .filter(({ type }) => type.startsWith('mail.'))
    .map(({ type, outcome, userId, details }) => ({ type, outcome, userId, ...details }));

test('CM12 the running service sends it, and says so in audit log and log without the address', async () => {
  const started = await withServer();
  await expect.poll(() => server.mails.length).toBe(1);
  expect(server.mails[0]).toMatchObject({
    subject: 'A client secret of Wall expires in 7 days',
    to: [{ name: 'Ana', address: 'Ana@example.com' }],
  });
  expect(server.mails[0]?.text).toContain(
    `https://auth.example.com/console/clients/${started.pinned.client.id}`,
  );
  await expect
    .poll(() => outcomes(started))
    .toEqual([{ type: 'mail.sent', outcome: 'success', userId: started.ana.id, stage: 7 }]);
  expect(started.log()).toContain('expiry mail sent');
  const metrics = await (await fetch(`${started.url}/metrics`)).text();
  expect(metrics).toContain('casement_mails_total{outcome="sent"} 1');
  expect(started.log()).not.toMatch(/ana@example/i);
});

test('a refusal for now is tried again later; the mail is then sent once', async () => {
  server.refuseNext('recipient', 451);
  const started = await withServer();
  await expect.poll(() => started.log()).toContain('expiry mail delayed');
  expect(server.mails).toEqual([]);
  started.advance(MINUTE);
  await expect.poll(() => outcomes(started)).toMatchObject([{ type: 'mail.sent' }]);
  expect(server.mails).toHaveLength(1);
});

test('a recipient that is rejected is given up', async () => {
  server.refuseNext('recipient', 550);
  const started = await withServer();
  await expect
    .poll(() => outcomes(started))
    .toMatchObject([
      { type: 'mail.failed', outcome: 'failed', stage: 7, reason: 'EENVELOPE RCPT TO 550' },
    ]);
  started.advance(DAY);
  expect(server.mails).toEqual([]);
});

test('without a mail server it is quiet, but visible in log and audit log', async () => {
  const started = await start({});
  expect(started.log()).toContain('CASEMENT_SMTP_URL');
  const unsent = { type: 'mail.unsent', outcome: 'failed', userId: started.ana.id };
  await expect
    .poll(() => outcomes(started))
    .toEqual([{ ...unsent, stage: 7, reason: 'no_mail_server' }]);
  started.advance(6 * DAY);
  await expect.poll(() => outcomes(started)).toHaveLength(2);
});

test('stopping waits for the mail that is on its way', async () => {
  const release = server.hold();
  const started = await withServer();
  await expect.poll(() => server.held()).toBe(1);
  const closing = started.close();
  release();
  await closing;
  service = undefined;
  expect(server.mails).toHaveLength(1);
  expect(started.log()).toContain('expiry mail sent');
});
