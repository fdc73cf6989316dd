import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../domain/clock.ts';
import { refuseFaults } from '../domain/errors.ts';
import { type Locale, localeFault } from '../domain/locale/locale.ts';
import { expiryMail } from './expiry-mail/expiry-mail.ts';
import { sampleNotice } from './expiry-mail/sample-notice.ts';

export interface PreviewedMail {
  locale: Locale;
  subject: string;
  /** Paths of the files. */
  html: string;
  text: string;
}

/**
 * Writes the mail about an invented secret to files, one pair for each locale.
 *
 * @throws DomainError `invalid_request`
 */
export async function previewMails(
  wish: {
    folder: string;
    locales: readonly Locale[];
    daysLeft: number;
    /** As for the service's mails: where they lead; `undefined`: they name a command. */
    consoleUrl?: string | undefined;
  },
  clock: Clock = systemClock,
): Promise<PreviewedMail[]> {
  const { folder, locales, daysLeft, consoleUrl } = wish;
  const days = Number.isInteger(daysLeft) && daysLeft >= 0 && daysLeft <= 365;
  refuseFaults([
    ...(days ? [] : [{ path: 'days', message: 'A whole number of days from 0 to 365.' }]),
    ...locales.flatMap((locale) => {
      const message = localeFault(locale);
      return message ? [{ path: 'locale', message }] : [];
    }),
  ]);
  await mkdir(folder, { recursive: true });
  const previewed: PreviewedMail[] = [];
  for (const locale of locales) {
    const mail = expiryMail(sampleNotice(locale, daysLeft, clock()), {
      consoleUrl,
      host: 'auth.example.com',
    });
    const html = join(folder, `expiry-${locale}.html`);
    const text = join(folder, `expiry-${locale}.txt`);
    await writeFile(html, mail.html);
    await writeFile(text, `${mail.subject}\n\n${mail.text}`);
    previewed.push({ locale, subject: mail.subject, html, text });
  }
  return previewed;
}
