import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { casementWithTeam, runCasement, runCasementHere } from '../support/casement.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let casement: Awaited<ReturnType<typeof casementWithTeam>>;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  casement = await casementWithTeam();
  folder = await temporaryFolder();
});
afterAll(async () => {
  await casement.remove();
  await folder.remove();
});

test('CM12 the preview writes every language, without a database', async () => {
  const out = join(folder.path, 'preview');
  const args = ['mails', 'preview', '--out', out, '--days', '7', '--json'];
  const { code, stdout, stderr } = await runCasement(args, { cwd: folder.path });
  expect(code, stderr).toBe(0);
  const mails = JSON.parse(stdout) as Record<'locale' | 'subject' | 'html' | 'text', string>[];
  expect(mails.map(({ locale }) => locale)).toEqual(['en', 'nb', 'sv', 'fr', 'fi', 'da']);
  for (const { locale, subject, html, text } of mails) {
    expect(await readFile(html, 'utf8')).toContain(`<html lang="${locale}">`);
    expect(await readFile(text, 'utf8')).toContain(subject);
  }
});

test('CM12 a preview leads to the console that is configured, and without one names the command', async () => {
  const written = async (env: Record<string, string>) => {
    const args = ['mails', 'preview', '--out', folder.path, '--locale', 'en'];
    expect((await runCasement(args, { env })).code).toBe(0);
    return readFile(join(folder.path, 'expiry-en.txt'), 'utf8');
  };
  expect(await written({})).toContain('casement clients rotate-secret acme-portal');
  const link = 'https://console.example.com/clients/acme-portal';
  expect(await written({ CASEMENT_CONSOLE_URL: 'https://console.example.com' })).toContain(link);
});

describe('casement mails test', () => {
  let server: MailServer;
  beforeEach(async () => {
    server = await startMailServer();
  });
  afterEach(() => server.close());

  const send = (env: Record<string, string>, to = 'ops@example.com') =>
    runCasementHere(['mails', 'test', '--to', to], env);
  const environment = () => ({
    CASEMENT_SMTP_URL: server.url,
    CASEMENT_MAIL_FROM: 'Casement <casement@example.com>',
  });

  test('sends one by the configured server, without a database', async () => {
    const { code, stdout } = await send(environment());
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('took the mail to ops@example.com'),
    ]);
    expect(server.mails).toMatchObject([
      {
        subject: 'A test mail from Casement',
        from: { name: 'Casement', address: 'casement@example.com' },
        to: [{ address: 'ops@example.com' }],
      },
    ]);
    expect(server.mails[0]?.html).toContain('Mails can be sent');
    expect(server.mails[0]?.text).toContain('Mails can be sent');
  });

  test.each([
    ['recipient', 550, /^error: mail server: 127\.0\.0\.1:\d+ .*accept the recipient\. \(.*550\)/],
    ['data', 554, /^error: mail server: .* \(EMESSAGE DATA 554\)/],
  ] as const)('a refusal of the %s with %i is said', async (when, status, line) => {
    server.refuseNext(when, status);
    const { code, stderr } = await send(environment());
    expect([code, stderr]).toEqual([1, expect.stringMatching(line)]);
  });

  test('so is a server that is not there, without the password', async () => {
    const smtpUrl = server.url.replace('//', '//casement:s3cret@');
    await server.close();
    const { code, stderr } = await send({ ...environment(), CASEMENT_SMTP_URL: smtpUrl });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: mail server: .* Nothing listens .*ECONNREFUSED/);
    expect(stderr).not.toContain('s3cret');
    server = await startMailServer();
  });

  test.each([
    [{}, 'ops@example.com', /^error: CASEMENT_SMTP_URL: Not set here/],
    [
      { CASEMENT_SMTP_URL: 'smtp://localhost' },
      'ops@example.com',
      /^error: CASEMENT_MAIL_FROM: Not/,
    ],
    [
      { CASEMENT_SMTP_URL: 'mail.example.com' },
      'ops@example.com',
      /^error: CASEMENT_SMTP_URL: Must/,
    ],
    [{}, 'Ops <ops@example.com>', /^error: to: Not an e-mail address/],
  ])('%j and %s are refused', async (env, to, line) => {
    const { code, stderr } = await send(env, to);
    expect([code, stderr]).toEqual([1, expect.stringMatching(line)]);
  });
});

test('a preview of a language that there is not, and of no days, is refused', async () => {
  const args = ['mails', 'preview', '--out', folder.path, '--locale', 'de', '--days', '-1'];
  const { code, stderr } = await runCasement(args);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: days: A whole number .*\nerror: locale: A language tag/);
});

test('CM12 users and organizations have a language, as a tag in its usual spelling', async () => {
  const set = (...args: string[]) => casement.json<{ locale?: string }>(...args);
  expect((await set('users', 'set-locale', 'ana@example.com', 'NB-no')).locale).toBe('nb-NO');
  expect((await set('users', 'set-locale', 'ana@example.com')).locale).toBeUndefined();
  expect((await set('orgs', 'set-locale', 'Nordlys', 'sv-FI')).locale).toBe('sv-FI');
  const [line] = await casement.refused(1, 'users', 'set-locale', 'ana@example.com', 'tlh');
  expect(line).toMatch(/^error: locale: A language tag \(BCP 47\) of one of en, nb/);
  await casement.refused(3, 'users', 'set-locale', 'nobody@example.com', 'nb');
  const own = ['--as', casement.ana.id];
  expect((await set('users', 'set-locale', 'ana@example.com', 'da', ...own)).locale).toBe('da');
  await casement.refused(1, 'users', 'set-locale', 'max@example.com', 'da', ...own);
  await casement.refused(1, 'orgs', 'set-locale', 'Nordlys', 'da', ...own);
  const events = await casement.json<{ type: string }[]>('audit', 'list', '--since', '1h');
  const types = events.map(({ type }) => type).filter((type) => type.endsWith('locale_changed'));
  expect(types).toHaveLength(4);
});
