import { z } from 'zod';
import { invalidRequest } from '../domain/errors.ts';
import type { Config } from './config.ts';
import { environmentName, optionsFromEnvironment } from './environment.ts';
import { consoleUrlSchema, mailFromSchema, smtpUrlSchema } from './mail-schema.ts';

/** `undefined`: no mail server is configured. */
export function smtpOf({ smtpUrl, mailFrom }: Pick<Config, 'smtpUrl' | 'mailFrom'>) {
  return smtpUrl === undefined || mailFrom === undefined
    ? undefined
    : { url: smtpUrl, from: mailFrom };
}

/** Without a slash at its end; `undefined`: there is no page where people manage clients. */
export function consoleUrlOf({ consoleUrl }: Pick<Config, 'consoleUrl'>): string | undefined {
  return consoleUrl?.replace(/\/+$/, '');
}

const mailSettingsSchema = z.object({
  smtpUrl: smtpUrlSchema.optional(),
  mailFrom: mailFromSchema.optional(),
  consoleUrl: consoleUrlSchema.optional(),
});

/**
 * What the service of this environment sends mails by, without anything else that a service needs.
 *
 * @throws DomainError `invalid_request`, each fault by its variable
 */
export function mailSettingsFrom(
  environment: Readonly<Record<string, string | undefined>>,
): z.output<typeof mailSettingsSchema> {
  const result = mailSettingsSchema.safeParse(optionsFromEnvironment(environment, false).options);
  if (result.success) return result.data;
  throw invalidRequest(
    result.error.issues.map(({ path, message }) => {
      return { path: environmentName(path.join('.')) ?? path.join('.'), message };
    }),
  );
}
