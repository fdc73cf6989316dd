import { randomUUID } from 'node:crypto';
import type { Mail } from '../domain/mail/mailer.ts';
import { parseSender } from '../domain/mail/sender.ts';
import { html } from '../html.ts';
import { mailLayout } from './mail-layout.ts';

const SUBJECT = 'A test mail from Casement';
const LINES = [
  'Mails can be sent: the mail server took this one.',
  'Mails about client secrets that are about to expire go out by the same server, from the same sender.',
] as const;
const FOOT = 'Somebody sent it with: casement mails test';

/** A mail that says only that mails can be sent. For operators, and so in English. */
export function testMail(to: string, from: string): Mail {
  const { address } = parseSender(from);
  return {
    to: { name: '', address: to },
    subject: SUBJECT,
    text: [...LINES, '', '-- ', FOOT, ''].join('\n'),
    html: mailLayout({
      language: 'en',
      subject: SUBJECT,
      preheader: LINES[0],
      body: html`
        <h1 class="ink" style="margin:0 0 20px;font-size:21px;line-height:1.3;font-weight:680;letter-spacing:-0.01em;color:#0f1728">${SUBJECT}</h1>
        ${LINES.map((line) => html`<p class="soft" style="margin:0 0 16px;font-size:15px;line-height:1.55;color:#3f4b61">${line}</p>`)}`,
      foot: html`<p style="margin:0">${FOOT}</p>`,
    }).markup,
    language: 'en',
    messageId: `test.${randomUUID()}@${address.slice(address.lastIndexOf('@') + 1)}`,
  };
}
