import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../src/domain/locale/locale.ts';
import { expiryMail } from '../../src/mail/expiry-mail/expiry-mail.ts';
import { sampleNotice } from '../../src/mail/expiry-mail/sample-notice.ts';

const OPTIONS = { consoleUrl: 'https://auth.example.com/console', host: 'auth.example.com' };
/** A Monday. */
const NOW = Date.UTC(2026, 10, 23, 9, 5);

const mail = (locale: string, daysLeft: number) =>
  expiryMail(sampleNotice(locale, daysLeft, NOW), OPTIONS);

describe('CM12 six languages', () => {
  test.each([
    ['en', 'in 30 days', 'in 1 day', 'Wednesday, December 23, 2026 at 9:05 AM UTC'],
    ['en-GB', 'in 30 days', 'in 1 day', 'Wednesday, 23 December 2026 at 09:05 UTC'],
    ['nb', 'om 30 dager', 'om 1 dag', 'onsdag 23. desember 2026 kl. 09:05 UTC'],
    ['sv', 'om 30 dagar', 'om 1 dag', 'onsdag 23 december 2026 kl. 09:05 UTC'],
    ['fr', 'dans 30 jours', 'dans 1 jour', 'le mercredi 23 décembre 2026 à 09:05 UTC'],
    [
      'fi',
      '30 päivän kuluttua',
      '1 päivän kuluttua',
      'keskiviikkona 23. joulukuuta 2026 klo 9.05 UTC',
    ],
    ['da', 'om 30 dage', 'om 1 dag', 'onsdag den 23. december 2026 kl. 09.05 UTC'],
  ])('%s: days by its plural rules, the date as it is written there', (locale, many, one, date) => {
    const ahead = mail(locale, 30);
    expect(ahead.subject).toContain(many);
    expect(ahead.subject).toContain('Acme portal');
    for (const form of [ahead.text, ahead.html]) {
      expect(form.replaceAll('\u202f', ' ')).toContain(date);
      expect(form).toContain('Nordlys AS');
      expect(form).toContain('csm_sk_8Qh2…');
      expect(form).toContain('https://auth.example.com/console/clients/acme-portal');
    }
    expect(mail(locale, 1).subject).toContain(one);
    expect(ahead.html).toContain(`<html lang="${ahead.language}">`);
  });

  test('of a secret that has ended no days are counted', () => {
    const subjects = LANGUAGES.map((language) => mail(language, 0).subject);
    expect(new Set(subjects).size).toBe(LANGUAGES.length);
    for (const subject of subjects) expect(subject).not.toMatch(/\d/);
  });

  test('no language says what another one says', () => {
    for (const daysLeft of [0, 1, 7, 30]) {
      const lines = LANGUAGES.flatMap((language) =>
        // Labels may well be the same word in two of them; whole sentences may not.
        mail(language, daysLeft)
          .text.split('\n')
          .filter((line) => line.length > 60),
      );
      expect(new Set(lines).size).toBe(lines.length);
      expect(lines.length).toBeGreaterThanOrEqual(LANGUAGES.length * 2);
    }
  });
});

describe('CM12 without a console', () => {
  test.each(LANGUAGES)('%s: no link, but the command that makes a new secret', (language) => {
    for (const daysLeft of [0, 7]) {
      const notice = sampleNotice(language, daysLeft, NOW);
      const { html, text } = expiryMail(notice, { ...OPTIONS, consoleUrl: undefined });
      for (const form of [html, text]) {
        const overlap = daysLeft === 0 ? '' : ' --overlap 72';
        const command = `casement clients rotate-secret acme-portal${overlap}`;
        expect(form).toMatch(new RegExp(`${command}(\n|<)`));
        expect(form).not.toMatch(/https?:|href|console/);
      }
    }
  });

  test('every language says it in its own words', () => {
    const said = LANGUAGES.map((language) => {
      const notice = sampleNotice(language, 7, NOW);
      const lines = expiryMail(notice, { ...OPTIONS, consoleUrl: undefined }).text.split('\n');
      return lines[lines.findIndex((line) => line.includes('rotate-secret')) - 2];
    });
    expect(new Set(said).size).toBe(LANGUAGES.length);
    for (const line of said) expect(line).toMatch(/^\p{Lu}.{20,}[\u00a0\p{L}]:$/u);
  });
});

test('names are text, whatever somebody typed', () => {
  const notice = sampleNotice('en', 7, NOW);
  const { html, subject, text } = expiryMail(
    {
      ...notice,
      client: { id: 'a b/../c', name: '<script>alert(1)</script>\r\nBcc: eve@example.com' },
      tenants: ['"><img src=x onerror=alert(1)>', 'B\u202egro.elpmaxe'],
    },
    OPTIONS,
  );
  expect(html).not.toMatch(/<script|<img/);
  expect(html).toContain('&lt;script&gt;');
  expect(subject).not.toMatch(/[\r\n]/);
  expect(text).not.toContain('\u202e');
  expect(text).toContain('/clients/a%20b%2F..%2Fc');
});

test('nothing is loaded when the mail is opened', () => {
  const { html } = mail('en', 30);
  expect(html).not.toMatch(/\bsrc=|url\(|<link|@import/);
});

test('the same mail has the same message ID, every other one another', () => {
  const notice = sampleNotice('en', 7, NOW);
  const id = (change: object) => expiryMail({ ...notice, ...change }, OPTIONS).messageId;
  expect(id({ daysLeft: 6, locale: 'fi' })).toBe(id({}));
  expect(id({ stage: 1 })).not.toBe(id({}));
  expect(id({ secret: { ...notice.secret, id: 'sec_other' } })).not.toBe(id({}));
  expect(id({})).toMatch(/^expiry\.[\w-]{43}@auth\.example\.com$/);
});
