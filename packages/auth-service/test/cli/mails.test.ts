import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casementWithTeam, runCasement } from '../support/casement.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let casement: Awaited<ReturnType<typeof casementWithTeam>>;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  casement = await casementWithTeam();
  folder = await temporaryFolder();
});
afterAll(async () => {
  await casement.remove();
  await folder.remove();
});

test('CM12 the preview writes every language, without a database', async () => {
  const out = join(folder.path, 'preview');
  const args = ['mails', 'preview', '--out', out, '--days', '7', '--json'];
  const { code, stdout, stderr } = await runCasement(args, { cwd: folder.path });
  expect(code, stderr).toBe(0);
  const mails = JSON.parse(stdout) as Record<'locale' | 'subject' | 'html' | 'text', string>[];
  expect(mails.map(({ locale }) => locale)).toEqual(['en', 'nb', 'sv', 'fr', 'fi', 'da']);
  for (const { locale, subject, html, text } of mails) {
    expect(await readFile(html, 'utf8')).toContain(`<html lang="${locale}">`);
    expect(await readFile(text, 'utf8')).toContain(subject);
  }
});

test('a preview of a language that there is not, and of no days, is refused', async () => {
  const args = ['mails', 'preview', '--out', folder.path, '--locale', 'de', '--days', '-1'];
  const { code, stderr } = await runCasement(args);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: days: A whole number .*\nerror: locale: A language tag/);
});

test('CM12 users and organizations have a language, as a tag in its usual spelling', async () => {
  const set = (...args: string[]) => casement.json<{ locale?: string }>(...args);
  expect((await set('users', 'set-locale', 'ana@example.com', 'NB-no')).locale).toBe('nb-NO');
  expect((await set('users', 'set-locale', 'ana@example.com')).locale).toBeUndefined();
  expect((await set('orgs', 'set-locale', 'Nordlys', 'sv-FI')).locale).toBe('sv-FI');
  const [line] = await casement.refused(1, 'users', 'set-locale', 'ana@example.com', 'tlh');
  expect(line).toMatch(/^error: locale: A language tag \(BCP 47\) of one of en, nb/);
  await casement.refused(3, 'users', 'set-locale', 'nobody@example.com', 'nb');
  const own = ['--as', casement.ana.id];
  expect((await set('users', 'set-locale', 'ana@example.com', 'da', ...own)).locale).toBe('da');
  await casement.refused(1, 'users', 'set-locale', 'max@example.com', 'da', ...own);
  await casement.refused(1, 'orgs', 'set-locale', 'Nordlys', 'da', ...own);
  const events = await casement.json<{ type: string }[]>('audit', 'list', '--since', '1h');
  const types = events.map(({ type }) => type).filter((type) => type.endsWith('locale_changed'));
  expect(types).toHaveLength(4);
});
