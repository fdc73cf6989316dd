import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { smtpMailer } from '../../src/mail/smtp-mailer.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';

const FROM = 'Casement <casement@example.com>';
const MAIL = {
  to: { name: 'Ærlig, "Åse"', address: 'ase@example.com' },
  subject: 'En hemmelighet utløper – snart',
  text: 'Hei på deg',
  html: '<p>Hei på deg</p>',
  language: 'nb',
  messageId: 'expiry.1@auth.example.com',
};

let server: MailServer;
beforeEach(async () => {
  server = await startMailServer();
});
afterEach(() => server.close());

test('both forms arrive, with headers that say what kind of mail it is', async () => {
  expect(await smtpMailer({ url: server.url, from: FROM }).send(MAIL)).toEqual({
    kind: 'accepted',
  });
  const [mail] = server.mails;
  expect(mail).toMatchObject({
    from: { name: 'Casement', address: 'casement@example.com' },
    to: [{ name: 'Ærlig, "Åse"', address: 'ase@example.com' }],
    subject: MAIL.subject,
    messageId: '<expiry.1@auth.example.com>',
  });
  expect(mail?.text?.trim()).toBe(MAIL.text);
  expect(mail?.html?.trim()).toBe(MAIL.html);
  const header = (name: string) => mail?.headers.find(({ key }) => key === name)?.value;
  expect(header('auto-submitted')).toBe('auto-generated');
  expect(header('content-language')).toBe('nb');
});

test.each([
  ['recipient', 550, true],
  ['recipient', 451, false],
  ['data', 554, true],
  ['data', 452, false],
] as const)('a refusal of the %s with %i is final: %s', async (when, code, permanent) => {
  server.refuseNext(when, code);
  const delivery = await smtpMailer({ url: server.url, from: FROM }).send(MAIL);
  expect(delivery).toMatchObject({ kind: 'refused', permanent });
  expect(JSON.stringify(delivery)).not.toContain('ase@');
  expect(server.mails).toEqual([]);
});

test('a server that is not there is tried again later', async () => {
  const { url } = server;
  await server.close();
  const delivery = await smtpMailer({ url, from: FROM }).send(MAIL);
  expect(delivery).toMatchObject({ kind: 'refused', permanent: false });
  server = await startMailServer();
});

test('a connection that breaks after the mail was sent leaves it unknown', async () => {
  const breaking = createServer((socket) => {
    socket.write('220 hello\r\n');
    let inData = false;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      const text = chunk.toString();
      if (inData && text.includes('\r\n.\r\n')) return socket.destroy();
      if (/^DATA/m.test(text)) {
        inData = true;
        return socket.write('354 go on\r\n');
      }
      return inData || socket.write('250 fine\r\n');
    });
  });
  await new Promise<void>((resolve) => breaking.listen(0, '127.0.0.1', resolve));
  const { port } = breaking.address() as AddressInfo;
  const delivery = await smtpMailer({ url: `smtp://127.0.0.1:${port}`, from: FROM }).send(MAIL);
  expect(delivery.kind).toBe('unknown');
  await new Promise((resolve) => breaking.close(resolve));
});

test('what is cut leaves it unknown too', async () => {
  const release = server.hold();
  const cutting = new AbortController();
  const sending = smtpMailer({ url: server.url, from: FROM, signal: cutting.signal }).send(MAIL);
  await expect.poll(() => server.held()).toBe(1);
  cutting.abort();
  expect((await sending).kind).toBe('unknown');
  release();
});

test('credentials are those of the address; wrong ones are the operator’s to mend', async () => {
  await server.close();
  server = await startMailServer({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, callback) =>
      username === 'casement' && password === 'p@ss/wörd'
        ? callback(null, { user: username })
        : callback(new Error('wrong')),
  });
  const at = (credentials: string) => server.url.replace('//', `//${credentials}@`);
  const right = at(`casement:${encodeURIComponent('p@ss/wörd')}`);
  expect(await smtpMailer({ url: right, from: FROM }).send(MAIL)).toEqual({ kind: 'accepted' });
  const delivery = await smtpMailer({ url: at('casement:wrong'), from: FROM }).send(MAIL);
  expect(delivery).toMatchObject({ kind: 'refused', permanent: false });
  expect(JSON.stringify(delivery)).not.toContain('wrong');
});

test('a password is sent to no other machine in the clear', async () => {
  await server.close();
  let asked = 0;
  server = await startMailServer(
    {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username }, _session, callback) => {
        asked += 1;
        callback(null, { user: username });
      },
    },
    // Of this machine too, but not one of the names that say so.
    '127.0.0.2',
  );
  const url = server.url.replace('//', '//casement:secret@');
  expect(await smtpMailer({ url, from: FROM }).send(MAIL)).toMatchObject({
    ...{ kind: 'refused', permanent: false },
    reason: expect.stringContaining('ETLS'),
  });
  expect([asked, server.mails.length]).toEqual([0, 0]);
});
