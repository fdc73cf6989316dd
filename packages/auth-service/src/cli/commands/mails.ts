import type { Command } from 'commander';
import { emailFault } from '../../domain/directory/email.ts';
import { invalidRequest, refuseFaults } from '../../domain/errors.ts';
import { LANGUAGES } from '../../domain/locale/locale.ts';
import { collect, toNumber } from '../collect.ts';
import type { CliContext } from '../context.ts';
import type { CliEnvironment } from '../environment.ts';
import { CommandError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { Printed } from '../output.ts';

interface PreviewOptions {
  out: string;
  locale: string[];
  days: number;
}

export function addMailCommands(
  program: Command,
  { print }: CliContext,
  { env }: Pick<CliEnvironment, 'env'>,
): void {
  const mails = program.command('mails').description('the mails that the service sends');
  mails
    .command('test')
    .description(
      'send one, by the mail server of this environment (CASEMENT_SMTP_URL, CASEMENT_MAIL_FROM)',
    )
    .requiredOption('--to <address>', 'whom to')
    .action(async ({ to }: { to: string }) => print(await sendTest(to, env)));
  mails
    .command('preview')
    .description('write the mail about an expiring secret, of an invented client, to look at it')
    .option('--out <folder>', 'where to; made if missing', 'mail-preview')
    .option('--locale <locale>', `only this one; may be given several times`, collect, [])
    .option('--days <number>', 'days that are left; 0: it has expired', toNumber, 30)
    .addHelpText('after', `\nLanguages: ${LANGUAGES.join(', ')}`)
    .action(async ({ out, locale, days }: PreviewOptions) => {
      // Late, as everything that most commands do not need.
      const { previewMails } = await import('../../mail/preview-mails.ts');
      const { consoleUrlOf, mailSettingsFrom } = await import('../../config/mail-settings.ts');
      const rows = await previewMails({
        folder: out,
        locales: locale.length > 0 ? locale : LANGUAGES,
        daysLeft: days,
        consoleUrl: consoleUrlOf(mailSettingsFrom(env)),
      });
      print({ rows, columns: ['locale', 'subject', 'html', 'text'], what: 'mail', empty: '' });
    });
}

async function sendTest(to: string, env: CliEnvironment['env']): Promise<Printed> {
  const message = emailFault(to);
  refuseFaults(message === undefined ? [] : [{ path: 'to', message }]);
  const { mailSettingsFrom, smtpOf } = await import('../../config/mail-settings.ts');
  const smtp = smtpOf(mailSettingsFrom(env));
  if (!smtp) {
    throw invalidRequest([
      {
        path: env.CASEMENT_SMTP_URL?.trim() ? 'CASEMENT_MAIL_FROM' : 'CASEMENT_SMTP_URL',
        message: 'Not set here. Set CASEMENT_SMTP_URL and CASEMENT_MAIL_FROM as for the service.',
      },
    ]);
  }
  const { serverOf, smtpMailer } = await import('../../mail/smtp-mailer.ts');
  const { smtpFault } = await import('../../mail/smtp-fault.ts');
  const { testMail } = await import('../../mail/test-mail.ts');
  const server = serverOf(smtp.url);
  const delivery = await smtpMailer(smtp).send(testMail(to.trim(), smtp.from));
  if (delivery.kind !== 'accepted') {
    const { reason } = delivery;
    throw new CommandError(
      EXIT.refused,
      `mail server: ${server} did not take the mail. ${smtpFault(reason)} (${reason})`,
    );
  }
  return {
    item: { to, server },
    text: `${server} took the mail to ${to}. See whether it arrives, and where: a mail server may still drop it.`,
  };
}
