import { z } from 'zod';
import { emailFault } from '../domain/directory/email.ts';
import { localeFault } from '../domain/locale/locale.ts';
import { parseSender } from '../domain/mail/sender.ts';

/** The messages never quote the value: it holds a password. */
export const smtpUrlSchema = z.string().refine(
  (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return (
      url !== undefined &&
      ['smtp:', 'smtps:'].includes(url.protocol) &&
      url.hostname !== '' &&
      ['', '/'].includes(url.pathname) &&
      url.search === '' &&
      url.hash === ''
    );
  },
  { error: 'Must be smtp://host:port or smtps://host:port, with user:password@ where needed.' },
);

export const mailFromSchema = z
  .string()
  .refine((text) => emailFault(parseSender(text).address) === undefined, {
    error: 'An address such as casement@example.com, or Casement <casement@example.com>.',
  });

export const consoleUrlSchema = z.string().refine(
  (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return (
      url !== undefined &&
      ['http:', 'https:'].includes(url.protocol) &&
      url.username === '' &&
      url.search === '' &&
      url.hash === ''
    );
  },
  { error: 'An http(s) address without user, query and fragment.' },
);

export const localeSchema = z.string().superRefine((locale, context) => {
  const message = localeFault(locale);
  if (message) context.addIssue(message);
});
