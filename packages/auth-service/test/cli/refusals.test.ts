import { afterAll, beforeAll, expect, test } from 'vitest';
import { casementWithTeam } from '../support/casement.ts';

let casement: Awaited<ReturnType<typeof casementWithTeam>>;
beforeAll(async () => {
  casement = await casementWithTeam();
  await casement.say('users', 'add', 'oskar@example.com', '--name', 'Oskar');
  await casement.say('users', 'add', 'ida@example.com', '--name', 'Ida');
  await casement.say('users', 'deactivate', 'ida@example.com');
});
afterAll(async () => {
  // Whatever was refused left nothing behind.
  expect(await casement.json('clients', 'list')).toEqual([]);
  await casement.remove();
});

const BASE = ['clients', 'create', '--name', 'Portal', '--team', 'Operations'];
const DYNAMIC = [...BASE, '--user-mode', 'dynamic'];
const STATIC = [...BASE, '--user-mode', 'static', '--origin', 'https://a.example'];
const EMBEDDED = [...DYNAMIC, '--origin', 'https://a.example'];
const notApplicable = (option: string, why: string) =>
  `error: ${option}: Does not apply to embedded clients. ${why}`;
const at = (origin: string) => [...DYNAMIC, '--origin', origin];
const origin = (text: string, why: string) => `error: origin: "${text}": ${why}`;

test.each<[feature: string, code: number, args: string[], message: string]>([
  [
    'EM1 redirect URI',
    1,
    [...EMBEDDED, '--redirect-uri', 'https://a.example/cb'],
    notApplicable(
      'redirect-uri',
      'An embedded client has no redirects: its sessions start from challenge codes.',
    ),
  ],
  [
    'EM1 refresh tokens',
    1,
    [...EMBEDDED, '--refresh-token'],
    notApplicable(
      'refresh-token',
      'There are no refresh tokens: frames renew with new challenge codes.',
    ),
  ],
  [
    'EM1 access preset',
    1,
    [...EMBEDDED, '--access-preset', 'full'],
    notApplicable('access-preset', 'A session has exactly the permissions of its user.'),
  ],
  [
    'EM1 team access',
    1,
    [...EMBEDDED, '--team-access', 'all'],
    notApplicable('team-access', 'An embedded client belongs to exactly one team: use --team.'),
  ],
  [
    'EM1 no secret',
    1,
    [...EMBEDDED, '--no-secret'],
    notApplicable(
      'no-secret',
      'An embedded client always has a secret or a key: its backend authenticates.',
    ),
  ],
  [
    'EM1 lifetime too short',
    1,
    [...EMBEDDED, '--lifetime', '59'],
    'error: lifetime: A whole number of seconds from 60 to 600; this is 59.',
  ],
  [
    'EM1 lifetime too long',
    1,
    [...EMBEDDED, '--lifetime', '601'],
    'error: lifetime: A whole number of seconds from 60 to 600; this is 601.',
  ],
  [
    'EM1 lifetime no number',
    2,
    [...EMBEDDED, '--lifetime', '5m'],
    "error: option '--lifetime <seconds>' argument '5m' is invalid. Not a number.",
  ],
  [
    'EM1 unknown team',
    3,
    [...EMBEDDED, '--team', 'Nowhere'],
    'error: team: There is no team Nowhere. See them with: casement teams list',
  ],
  [
    'EM1 client ID',
    1,
    [...EMBEDDED, '--id', 'a b'],
    'error: id: A client ID has 3 to 64 of A-Z, a-z, 0-9, dot, _ and -, a letter or digit first.',
  ],
  [
    'EM2 static without user',
    1,
    STATIC,
    'error: user: Required in static mode: the user as whom every session acts.',
  ],
  [
    'EM2 unknown user',
    3,
    [...STATIC, '--user', 'nobody@example.com'],
    'error: user: there is no user nobody@example.com. See them with: casement users list',
  ],
  [
    'EM2 inactive user',
    1,
    [...STATIC, '--user', 'ida@example.com'],
    'error: user: User ida@example.com is inactive: activate it first.',
  ],
  [
    'EM3 dynamic with user',
    1,
    [...EMBEDDED, '--user', 'ana@example.com'],
    'error: user: Does not apply in dynamic mode: the backend names the user with each code.',
  ],
  [
    'EM5 no origin',
    1,
    DYNAMIC,
    'error: origin: Name at least one origin at which the dashboard may be embedded.',
  ],
  [
    'EM5 twice',
    1,
    [...EMBEDDED, '--origin', 'https://a.example'],
    'error: origin: "https://a.example" is named twice.',
  ],
  [
    'EM5 http',
    1,
    at('http://a.example'),
    origin(
      'http://a.example',
      'Plain http is allowed for localhost, 127.0.0.1 and [::1] only: write https://a.example.',
    ),
  ],
  [
    'EM5 slash',
    1,
    at('https://a.example/'),
    origin('https://a.example/', 'A trailing slash is not allowed: write https://a.example.'),
  ],
  [
    'EM5 path',
    1,
    at('https://a.example/x'),
    origin('https://a.example/x', 'A path is not allowed: write https://a.example.'),
  ],
  [
    'EM5 query',
    1,
    at('https://a.example?x'),
    origin('https://a.example?x', 'A query is not allowed: write https://a.example.'),
  ],
  [
    'EM5 fragment',
    1,
    at('https://a.example#x'),
    origin('https://a.example#x', 'A fragment is not allowed: write https://a.example.'),
  ],
  [
    'EM5 user information',
    1,
    at('https://u@a.example'),
    origin('https://u@a.example', 'User information is not allowed: write https://a.example.'),
  ],
  [
    'EM5 wildcard',
    1,
    at('https://*.example'),
    origin('https://*.example', 'A wildcard is not allowed: list every origin in full.'),
  ],
  [
    'EM5 null',
    1,
    at('null'),
    origin('null', '"null" is an opaque origin and can never be allowed.'),
  ],
])('%s is refused', async (_feature, code, args, message) => {
  expect((await casement.refused(code, ...args))[0]).toBe(message);
});

test('EM2: a pinned user is in the team', async () => {
  expect(await casement.refused(1, ...STATIC, '--user', 'oskar@example.com')).toEqual([
    `error: user: User oskar@example.com is not in team ${casement.team.id}: add it first.`,
  ]);
});

test('every fault is named, not only the first', async () => {
  const args = [...at('https://a.example/'), '--lifetime', '10', '--id', '!'];
  expect(await casement.refused(1, ...args)).toHaveLength(3);
});
