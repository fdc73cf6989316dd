import { hash } from 'node:crypto';
import type { ExpiryNotice } from '../../domain/expiry-mail/expiry-notice.ts';
import { type Locale, languageOf } from '../../domain/locale/locale.ts';
import type { Mail } from '../../domain/mail/mailer.ts';
import { expiryHtml } from './expiry-html.ts';
import { expiryText } from './expiry-text.ts';
import type { ExpiryAction, ExpiryView } from './expiry-view.ts';
import { EXPIRY_WORDS } from './languages.ts';
import type { ExpiryWords, Plural } from './words.ts';

export interface ExpiryMailOptions {
  /** Where clients are managed, without a slash at its end; `undefined`: by command only. */
  consoleUrl: string | undefined;
  /** Right-hand side of message IDs. */
  host: string;
}

/** Writes the mail about a secret's end, in the recipient's language. */
export function expiryMail(notice: ExpiryNotice, { consoleUrl, host }: ExpiryMailOptions): Mail {
  const { recipient, secret, stage } = notice;
  const view = viewOf(notice, consoleUrl);
  const id = hash('sha256', [secret.id, stage, recipient.user.id].join(' '), 'base64url');
  return {
    to: { name: recipient.user.name, address: recipient.user.email },
    subject: view.subject,
    text: expiryText(view),
    html: expiryHtml(view).markup,
    language: view.language,
    messageId: `expiry.${id}@${host}`,
  };
}

function viewOf(notice: ExpiryNotice, consoleUrl: string | undefined): ExpiryView {
  const language = languageOf(notice.locale) ?? 'en';
  const words = EXPIRY_WORDS[language];
  const { recipient, secret, daysLeft } = notice;
  const client = oneLine(notice.client.name);
  const date = formatInstant(secret.expiresAt, notice.locale);
  const ended = daysLeft === 0;
  const inDays = plural(words.inDays, daysLeft, notice.locale);
  return {
    language,
    subject: ended ? words.subject.ended(client) : words.subject.ahead(client, inDays),
    greeting: words.greeting(oneLine(recipient.user.name)),
    lead: ended ? words.lead.ended(client, date) : words.lead.ahead(client, inDays, date),
    colon: words.colon,
    facts: factsOf(notice, words, date),
    advice: ended ? words.advice.ended : words.advice.ahead,
    action: actionOf(notice, words, consoleUrl),
    reason: words.reason[recipient.role],
    automatic: words.automatic,
    urgency: ended ? 'ended' : daysLeft <= 7 ? 'soon' : 'ahead',
    daysLeft: ended ? words.none : plural(words.days, daysLeft, notice.locale),
  };
}

/** Hours. */
const OVERLAP = 72;

/** A link to a page that nobody serves would be worse than none. */
function actionOf(
  { client: { id }, daysLeft }: ExpiryNotice,
  { button, command }: ExpiryWords,
  consoleUrl: string | undefined,
): ExpiryAction {
  if (consoleUrl === undefined) {
    // Nothing stops meanwhile, as the advice says.
    const overlap = daysLeft === 0 ? '' : ` --overlap ${OVERLAP}`;
    return { label: command, command: `casement clients rotate-secret ${oneLine(id)}${overlap}` };
  }
  return { label: button, link: `${consoleUrl}/clients/${encodeURIComponent(id)}` };
}

function factsOf(
  { client, tenants, secret, daysLeft, locale }: ExpiryNotice,
  { labels, days, none }: ExpiryWords,
  date: string,
): [label: string, value: string][] {
  const names = new Intl.ListFormat(locale).format(tenants.map(oneLine));
  return [
    [labels.client, `${oneLine(client.name)} (${client.id})`],
    ...(tenants.length > 0 ? [[labels.tenant, names] as [string, string]] : []),
    [labels.secret, secretLabel(secret)],
    [labels.expires, date],
    [labels.daysLeft, daysLeft === 0 ? none : plural(days, daysLeft, locale)],
  ];
}

/** One that was typed in has no prefix. */
function secretLabel({ name, prefix }: ExpiryNotice['secret']): string {
  return prefix === '' ? oneLine(name) : `${oneLine(name)} (${prefix}…)`;
}

/** By the language's own rules: in French 0 and 1 go together, in Finnish 1 alone. */
function plural(forms: Plural, count: number, locale: Locale): string {
  const form = forms[new Intl.PluralRules(locale).select(count)] ?? forms.other;
  return form.replace('#', new Intl.NumberFormat(locale).format(count));
}

/** With the weekday, to the minute, in UTC: the reader's time zone is not known. */
function formatInstant(at: number, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(at);
}

/** Names are what somebody typed: neither line breaks nor what turns the direction of text around. */
const oneLine = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ');
