import { expect, test } from 'vitest';
import { html } from '../../src/html.ts';
import { consentPage } from '../../src/http/pages/consent-page.ts';
import { samplePages } from './sample-views.ts';

const EVIL = `<script>alert("1")</script>'"><img src=x onerror=alert(1)>`;
const pages = samplePages({ client: EVIL, user: EVIL, team: EVIL, organization: EVIL });

test.each(Object.entries(pages))('79 markup as a name stays a name on %s', (_name, page) => {
  expect(page).not.toMatch(/<script|<img|javascript:/i);
  // Nothing breaks out of an attribute: with values removed, no quote is left in a tag.
  for (const [tag] of page.matchAll(/<[a-z][^>]*>/g)) {
    expect(tag.replaceAll(/="[^"]*"/g, '')).not.toMatch(/["']/);
  }
});

test.each(Object.entries(samplePages()))(
  '%s needs no script and no inline style',
  (_name, page) => {
    expect(page).not.toMatch(/<script|<style|\sstyle=|\son[a-z]+=|javascript:/i);
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page.match(/<h1[ >]/g)).toHaveLength(1);
  },
);

test('80 an address that is no web page is no link', () => {
  const page = consentPage({
    action: '/x',
    client: { name: 'Evil', uri: 'javascript:alert(1)', redirectHost: 'evil.example' },
    user: { name: 'Ana', email: 'ana@example.com' },
    scopes: ['openid'],
    teams: [],
    all: 'not_theirs',
    teamSelection: 'single',
    chosen: [],
  });
  expect(page).not.toContain('javascript:');
});

test('a template escapes what is no markup, in lists too, and leaves out what is not there', () => {
  const name = `<b>"O'Hara" & sons</b>`;
  expect(html`<p title="${name}">${[name, html`<br>`, undefined, false, 0]}</p>`.markup).toBe(
    '<p title="&lt;b&gt;&quot;O&#39;Hara&quot; &amp; sons&lt;/b&gt;">' +
      '&lt;b&gt;&quot;O&#39;Hara&quot; &amp; sons&lt;/b&gt;<br>0</p>',
  );
});
