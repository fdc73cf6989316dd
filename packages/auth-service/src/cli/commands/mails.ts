import type { Command } from 'commander';
import { LANGUAGES } from '../../domain/locale/locale.ts';
import { collect, toNumber } from '../collect.ts';
import type { CliContext } from '../context.ts';

interface PreviewOptions {
  out: string;
  locale: string[];
  days: number;
}

export function addMailCommands(program: Command, { print }: CliContext): void {
  program
    .command('mails')
    .description('the mails that the service sends')
    .command('preview')
    .description('write the mail about an expiring secret, of an invented client, to look at it')
    .option('--out <folder>', 'where to; made if missing', 'mail-preview')
    .option('--locale <locale>', `only this one; may be given several times`, collect, [])
    .option('--days <number>', 'days that are left; 0: it has expired', toNumber, 30)
    .addHelpText('after', `\nLanguages: ${LANGUAGES.join(', ')}`)
    .action(async ({ out, locale, days }: PreviewOptions) => {
      // Late, as everything that most commands do not need.
      const { previewMails } = await import('../../mail/preview-mails.ts');
      const rows = await previewMails({
        folder: out,
        locales: locale.length > 0 ? locale : LANGUAGES,
        daysLeft: days,
      });
      print({ rows, columns: ['locale', 'subject', 'html', 'text'], what: 'mail', empty: '' });
    });
}
