import type { Logger } from 'pino';
import type { Clock } from './domain/clock.ts';
import { type ExpiryMailOutcome, sendExpiryMails } from './domain/expiry-mail/send-expiry-mails.ts';
import type { Locale } from './domain/locale/locale.ts';
import type { Storage } from './domain/storage.ts';
import { expiryMail } from './mail/expiry-mail/expiry-mail.ts';
import { smtpMailer } from './mail/smtp-mailer.ts';
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
  consoleUrl: string;
  locale: Locale;
  /** Milliseconds for which stopping waits for a mail that is on its way. */
  shutdownTimeout: number;
  interval?: number | undefined;
  onOutcome?: ((outcome: ExpiryMailOutcome['kind']) => void) | undefined;
}

/** Sends the mails about secrets that are about to expire, until it is stopped. */
export function startExpiryMailUpkeep(upkeep: ExpiryMailUpkeep): () => Promise<void> {
  const { storage, clock, logger, smtp, issuer, locale } = upkeep;
  const stopping = new AbortController();
  const cutting = new AbortController();
  if (!smtp) {
    logger.info('no mail server is configured (CASEMENT_SMTP_URL): no expiry mails are sent');
  }
  const mailing = {
    ...{ storage, clock, locale },
    mailer: smtp && smtpMailer({ ...smtp, signal: cutting.signal }),
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

function logOutcome(logger: Logger, { kind, ...outcome }: ExpiryMailOutcome): void {
  if (kind === 'sent') logger.info(outcome, 'expiry mail sent');
  else logger.warn(outcome, `expiry mail ${kind}`);
}
