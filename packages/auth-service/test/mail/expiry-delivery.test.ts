/** What becomes of a mail that the server does not take, and of all of them without a server: in the running service. */
import { type AddressInfo, createServer } from 'node:net';
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
  const { text = '', html = '' } = server.mails[0] ?? {};
  for (const form of [text, html]) {
    expect(form).toContain(`casement clients rotate-secret ${started.pinned.client.id}`);
    expect(form).not.toMatch(/https?:/);
  }
  await expect
    .poll(() => outcomes(started))
    .toEqual([{ type: 'mail.sent', outcome: 'success', userId: started.ana.id, stage: 7 }]);
  expect(started.log()).toContain('expiry mail sent');
  const metrics = await (await fetch(`${started.url}/metrics`)).text();
  expect(metrics).toContain('casement_mails_total{outcome="sent"} 1');
  expect(started.log()).not.toMatch(/ana@example/i);
});

test('CM12 with a console the mail leads to the client there', async () => {
  const consoleUrl = 'https://console.example.com/casement/';
  const started = await start({ smtpUrl: server.url, mailFrom: 'a@example.com', consoleUrl });
  await expect.poll(() => server.mails.length).toBe(1);
  const link = `https://console.example.com/casement/clients/${started.pinned.client.id}`;
  expect(server.mails[0]?.text).toContain(link);
  expect(server.mails[0]?.html).toContain(`href="${link}"`);
  expect(server.mails[0]?.text).not.toContain('rotate-secret');
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

const checks = async ({ url }: TestService) =>
  (await (await fetch(`${url}/metrics`)).text())
    .split('\n')
    .filter((line) => line.startsWith('casement_mail_server_checks_total{'));

test('a mail server that is not there is warned of at the start, which does not wait for it', async () => {
  const { url } = server;
  await server.close();
  const secret = 'p4ss-of-the-server';
  const smtpUrl = url.replace('//', `//casement:${secret}@`);
  service = await startTestService({ smtpUrl, mailFrom: 'casement@example.com' });
  const { log } = service;
  await expect.poll(log).toContain('mail server would take no mails');
  const line = log()
    .split('\n')
    .find((one) => one.includes('would take no mails'));
  expect(JSON.parse(line ?? '')).toMatchObject({ level: 40, server: new URL(url).host });
  expect(line).toMatch(/ECONNREFUSED.*Nothing listens at .*casement mails test --to/);
  expect(log()).not.toContain(secret);
  expect(await checks(service)).toEqual(['casement_mail_server_checks_total{outcome="failed"} 1']);
  server = await startMailServer();
});

test('so is one that takes neither user nor password, and one that answers is no warning', async () => {
  await server.close();
  server = await startMailServer({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ password }, _session, callback) =>
      password === 'right'
        ? callback(null, { user: 'casement' })
        : callback(new Error('no such user')),
  });
  const startWith = (password: string) =>
    startTestService({
      smtpUrl: server.url.replace('//', `//casement:${password}@`),
      mailFrom: 'casement@example.com',
    });
  service = await startWith('wrong-one');
  await expect.poll(service.log).toMatch(/EAUTH.*does not accept the user and password/);
  expect(service.log()).not.toContain('wrong-one');
  await service.close();
  service = await startWith('right');
  await expect.poll(service.log).toContain('mail server answers');
  expect(service.log()).not.toContain('would take no mails');
  expect(await checks(service)).toEqual(['casement_mail_server_checks_total{outcome="ready"} 1']);
  expect(server.mails).toEqual([]);
});

test('a mail server that says nothing holds up neither start nor stop', async () => {
  const mute = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  const { port } = mute.address() as AddressInfo;
  service = await startTestService({
    smtpUrl: `smtp://127.0.0.1:${port}`,
    mailFrom: 'casement@example.com',
  });
  expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  await service.close();
  expect(service.log()).toContain('auth service is down');
  expect(service.log()).not.toContain('mail server');
  mute.close();
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
