import { expect, test } from 'vitest';
import { sourceMatches } from '../../src/doctor/checks/ancestor-sources.ts';
import { documentFindings } from '../../src/doctor/checks/dashboard-document.ts';
import { nearestOrigin } from '../../src/doctor/checks/nearest-origin.ts';
import { CHECKS, fail, pass, warn } from '../../src/doctor/finding.ts';
import { toText } from '../../src/doctor/print.ts';
import { verdictOf } from '../../src/doctor/verdict.ts';

const SELF = 'https://dash.example.com';

test.each([
  ["'self'", SELF, true],
  ["'none'", SELF, false],
  ['https://a.example', 'https://a.example', true],
  ['https://a.example', 'https://a.example:8443', false],
  ['https://a.example:*', 'https://a.example:8443', true],
  ['https://a.example:443', 'https://a.example', true],
  ['a.example', 'https://a.example', true],
  ['a.example', 'http://a.example', false],
  ['http://a.example:80', 'https://a.example', true],
  ['https://a.example/path', 'https://a.example', true],
  ['*.example', 'https://a.b.example', true],
  ['*.a.example', 'https://a.example', false],
  ['HTTPS://A.example', 'https://a.example', true],
  ['https:', 'http://a.example', false],
  ['http:', 'https://a.example', true],
  ['http://localhost:4401', 'http://localhost:4401', true],
  ['http://[::1]:4401', 'http://[::1]:4401', false],
  ['https://a.example.evil', 'https://a.example', false],
])('frame-ancestors %s lets %s in: %s', (source, origin, matches) => {
  expect(sourceMatches(source, origin, SELF)).toBe(matches);
});

test('a dashboard by plain http, away from loopback, cannot be framed', () => {
  const url = new URL('http://dash.example.com/?client_id=c');
  const look = {
    ok: true,
    status: 200,
    headers: { 'content-type': 'text/html', 'cache-control': 'no-store' },
    text: '',
    sentAt: 0,
    answeredAt: 0,
  } as const;
  const [document] = documentFindings(
    { asked: url, url, look, cookies: [] },
    { origin: 'https://portal.example.com' },
  );
  expect(document).toMatchObject({ check: 'dashboard', verdict: 'fail' });
  expect(document?.seen).toContain('must use https');
});

test('the nearest registered origin is one that somebody may have meant', () => {
  const registered = ['https://portal.example.com', 'http://localhost:4401'];
  expect(nearestOrigin('http://portal.example.com', registered)).toBe(registered[0]);
  expect(nearestOrigin('http://127.0.0.1:3000', registered)).toBe(registered[1]);
  expect(nearestOrigin('https://example.com', registered)).toBeUndefined();
});

test('the verdict begins with the first cause and counts the rest', () => {
  const origin = fail('origin', 'not registered.', 'Add it.');
  const ancestors = fail('frame_ancestors', 'none.', 'Mend it.');
  const cookies = warn('cookies', 'sid.', 'Drop it.');
  expect(verdictOf([origin, cookies, ancestors])).toEqual({
    verdict: 'broken',
    exitCode: 1,
    sentence: 'Broken: Origin. Add it. Then see 1 further failure.',
  });
  expect(verdictOf([pass('origin', 'fine.'), cookies])).toEqual({
    verdict: 'warnings',
    exitCode: 0,
    sentence: 'Works, with 1 warning, first Cookies. Drop it.',
  });
  expect(verdictOf([pass('origin', 'fine.')]).sentence).toBe('Healthy: nothing to do.');
});

test('what a server says cannot steer the terminal', () => {
  const findings = [fail('metadata', 'It says \u001b[2J\u0007boo\n.', 'Look.')];
  const text = toText(findings, verdictOf(findings));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  expect(text.split('\n')).toHaveLength(4);
  expect(text).toContain(CHECKS.metadata);
});
