import type { Logger } from 'pino';
import type { Clock } from './domain/clock.ts';
import type { ExpiryMailOutcome } from './domain/expiry-mail/expiry-mailing.ts';
import { sendExpiryMails } from './domain/expiry-mail/send-expiry-mails.ts';
import type { Locale } from './domain/locale/locale.ts';
import type { CheckedMailer, MailServerCheck } from './domain/mail/mailer.ts';
import type { Storage } from './domain/storage.ts';
import { expiryMail } from './mail/expiry-mail/expiry-mail.ts';
import { smtpFault } from './mail/smtp-fault.ts';
import { serverOf, smtpMailer } from './mail/smtp-mailer.ts';
import { startRecurringJob } from './recurring-job.ts';

/** Milliseconds between two looks for what is due. */
const INTERVAL = 60_000;

export interface ExpiryMailUpkeep {
  storage: Storage;
  clock: Clock;
  logger: Logger;
  /** `undefined`: there is no mail server. */
  smtp: { url: string; from: string } | undefined;
  issuer: string;
  /** `undefined`: mails name a command instead. */
  consoleUrl: string | undefined;
  locale: Locale;
  /** Milliseconds for which stopping waits for a mail that is on its way. */
  shutdownTimeout: number;
  interval?: number | undefined;
  onOutcome?: ((outcome: ExpiryMailOutcome['kind']) => void) | undefined;
  /** Hears whether the mail server would take mails, some time after the start. */
  onCheck?: ((outcome: MailServerCheck['kind']) => void) | undefined;
}

/** Sends the mails about secrets that are about to expire, until it is stopped. */
export function startExpiryMailUpkeep(upkeep: ExpiryMailUpkeep): () => Promise<void> {
  const { storage, clock, logger, smtp, issuer, locale } = upkeep;
  const stopping = new AbortController();
  const cutting = new AbortController();
  if (!smtp) {
    logger.info('no mail server is configured (CASEMENT_SMTP_URL): no expiry mails are sent');
  }
  const mailer = smtp && smtpMailer({ ...smtp, signal: cutting.signal });
  // Nobody waits for it: a mail server that is down is no reason not to serve.
  if (smtp && mailer) void checkServer(mailer, serverOf(smtp.url), upkeep, stopping.signal);
  const mailing = {
    ...{ storage, clock, locale },
    mailer,
    compose: (notice: Parameters<typeof expiryMail>[0]) =>
      expiryMail(notice, { consoleUrl: upkeep.consoleUrl, host: new URL(issuer).hostname }),
    onOutcome: (outcome: ExpiryMailOutcome) => {
      logOutcome(logger, outcome);
      upkeep.onOutcome?.(outcome.kind);
    },
  };
  const stop = startRecurringJob('expiry mails', () => sendExpiryMails(mailing, stopping.signal), {
    interval: upkeep.interval ?? INTERVAL,
    logger,
    atOnce: true,
  });
  return async () => {
    stopping.abort();
    const cut = setTimeout(() => cutting.abort(), upkeep.shutdownTimeout);
    await stop();
    clearTimeout(cut);
  };
}

/** Says at the start what otherwise nobody would notice before the first mail is due, perhaps months later. */
async function checkServer(
  mailer: CheckedMailer,
  server: string,
  { logger, onCheck }: ExpiryMailUpkeep,
  signal: AbortSignal,
): Promise<void> {
  const check = await mailer.check();
  if (signal.aborted) return;
  onCheck?.(check.kind);
  if (check.kind === 'ready') return logger.info({ server }, 'mail server answers');
  const { reason } = check;
  logger.warn(
    { server, reason },
    `mail server would take no mails. ${smtpFault(reason)} Try again with: casement mails test --to <address>`,
  );
}

function logOutcome(logger: Logger, { kind, ...outcome }: ExpiryMailOutcome): void {
  if (kind === 'sent') logger.info(outcome, 'expiry mail sent');
  else logger.warn(outcome, `expiry mail ${kind}`);
}
