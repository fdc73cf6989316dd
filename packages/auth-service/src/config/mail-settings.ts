import type { Config } from './config.ts';

/** `undefined`: no mail server is configured. */
export function smtpOf({ smtpUrl, mailFrom }: Pick<Config, 'smtpUrl' | 'mailFrom'>) {
  return smtpUrl === undefined || mailFrom === undefined
    ? undefined
    : { url: smtpUrl, from: mailFrom };
}

/** Without a slash at its end. */
export function consoleUrlOf({ consoleUrl }: Pick<Config, 'consoleUrl'>, issuer: string): string {
  return (consoleUrl ?? `${issuer}/console`).replace(/\/+$/, '');
}
