/** A process that sends expiry mails when its parent tells it to, at the time that its parent says. */
import { sendExpiryMails } from '../../src/domain/expiry-mail/send-expiry-mails.ts';
import { expiryMail } from '../../src/mail/expiry-mail/expiry-mail.ts';
import { smtpMailer } from '../../src/mail/smtp-mailer.ts';
import { openSqlite } from '../../src/storage/sql/sqlite/open-sqlite.ts';

const [database = '', url = ''] = process.argv.slice(2);
const storage = await openSqlite(database);
const mailer = smtpMailer({ url, from: 'casement@example.com' });
const signal = new AbortController().signal;

process.on('message', (now: number) => {
  const mailing = {
    ...{ storage, mailer, locale: 'en', clock: () => now, onOutcome: () => {} },
    compose: (notice: Parameters<typeof expiryMail>[0]) =>
      expiryMail(notice, { consoleUrl: 'https://a.example/console', host: 'a.example' }),
  };
  sendExpiryMails(mailing, signal).then(
    () => process.send?.('done'),
    (error: unknown) => process.send?.(String(error)),
  );
});
process.on('disconnect', () => void storage.close());
process.send?.('done');
