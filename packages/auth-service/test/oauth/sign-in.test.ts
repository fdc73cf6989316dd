/** Signing in over HTTP: what must be refused there, and what the pages are sent with. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBrowser, type Visit } from '../support/browser.ts';
import { PASSWORD } from '../support/cheap-password.ts';
import {
  authorizationUrl,
  createApp,
  createPkce,
  giveAnaAPassword,
  signIn,
} from '../support/code-flow.ts';
import type { Credentials } from '../support/oauth-requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

const SESSION = '__Host-casement_session';

let service: TestService;
let app: Credentials;
beforeAll(async () => {
  service = await startTestService({ limits: { sign_in_failures_per_account: 8 } });
  app = await createApp(service);
  await giveAnaAPassword(service);
});
afterAll(() => service.close());

async function atSignIn(changes: Record<string, string> = {}, browser = createBrowser(service)) {
  const visit = await browser.open(authorizationUrl(app, createPkce(), changes));
  expect(visit.body).toContain('name="password"');
  return { browser, visit };
}

async function atConsent() {
  const { browser } = await atSignIn();
  const visit = await signIn(browser);
  expect(visit.body).toContain('value="allow"');
  return { browser, visit };
}

const heading = ({ body }: Visit): string | undefined => /<h1>([^<]*)<\/h1>/.exec(body)?.[1];

test('20 a consent with the token of another browser’s form is refused with 403', async () => {
  const [{ browser }, { visit: other }] = [await atConsent(), await atConsent()];
  const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(other.body) ?? [];
  const visit = await browser.submit({ csrf, decision: 'allow', team: service.team.id });
  expect([visit.status, visit.left]).toEqual([403, false]);
  expect(heading(visit)).toBe('This form is not valid any more');
});

test('22 the session’s ID changes at sign-in, also when somebody else signs in', async () => {
  const { browser } = await atSignIn();
  const before = browser.cookie(SESSION);
  await signIn(browser);
  const first = browser.cookie(SESSION);
  expect(first).toBeDefined();
  expect(first).not.toBe(before);

  const copy = () => {
    const other = createBrowser(service);
    for (const name of [SESSION, `${SESSION}.sig`]) {
      other.setCookie(name, browser.cookie(name) ?? '');
    }
    return other;
  };
  const [early, late] = [copy(), copy()];
  const signedIn = await early.open(authorizationUrl(app, createPkce()));
  expect(signedIn.body, 'who holds the cookie is signed in').toContain('value="allow"');

  await atSignIn({ prompt: 'login' }, browser);
  await signIn(browser);
  expect(browser.cookie(SESSION)).not.toBe(first);
  await atSignIn({}, late);
});

test('22 what somebody else has answered signs nobody in, whoever set the cookie that names it', async () => {
  const { browser: attacker, visit } = await atSignIn();
  const cookies = new Map(
    attacker.setCookies.map((header) => {
      const [pair = ''] = header.split(';', 1);
      return [pair.slice(0, pair.indexOf('=')), pair] as const;
    }),
  );
  const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(visit.body) ?? [];
  const answered = await fetch(service.url + visit.url.pathname, {
    method: 'POST',
    redirect: 'manual',
    headers: { Cookie: [...cookies.values()].join('; ') },
    body: new URLSearchParams({ csrf, email: 'ana@example.com', password: PASSWORD }),
  });
  expect(answered.status).toBe(303);
  // A host of the same site can set this one, but none of those that begin with __Host-.
  const victim = createBrowser(service);
  for (const name of ['__Secure-casement_resume', '__Secure-casement_resume.sig']) {
    victim.setCookie(name, cookies.get(name)?.slice(name.length + 1) ?? '');
  }
  const page = await victim.open(answered.headers.get('location') ?? '');
  expect([page.status, page.left]).toEqual([400, false]);
  expect(page.body).not.toContain('ana@example.com');
  await atSignIn({}, victim);
});

test('77 every page goes without script, frame and cache, errors too', async () => {
  const { visit: signInPage } = await atSignIn();
  const { visit: consentPage } = await atConsent();
  const unknownClient = await createBrowser(service).open(
    authorizationUrl({ id: 'nobody' }, createPkce()),
  );
  const gone = await createBrowser(service).open('/interaction/gone');
  expect([unknownClient.status, gone.status]).toEqual([400, 400]);
  for (const { headers } of [signInPage, consentPage, unknownClient, gone]) {
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('script-src');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toContain('no-store');
    expect(headers.get('referrer-policy')).toBe('same-origin');
  }
  expect(consentPage.headers.get('content-security-policy')).toContain(
    "form-action 'self' https://app.example.com;",
  );
});

test('a wrong password and an unknown account get the same answer', async () => {
  const { browser } = await atSignIn();
  const answers = [];
  for (const email of ['ana@example.com', 'nobody@example.com']) {
    const { status, body } = await browser.submit({ email, password: 'wrong' });
    answers.push({ status, body: body.replaceAll(email, 'EMAIL') });
  }
  expect(answers[0]?.status).toBe(403);
  expect(answers[1]).toEqual(answers[0]);
  expect(service.log()).not.toMatch(/wrong|ana@|nobody@/i);
});

test('87 an account that is closed for a while answers 429 with Retry-After', async () => {
  const { browser } = await atSignIn();
  let visit: Visit | undefined;
  for (let attempt = 0; attempt < 10 && visit?.status !== 429; attempt++) {
    visit = await browser.submit({ email: 'ana@example.com', password: 'wrong' });
  }
  expect(visit?.status).toBe(429);
  expect(Number(visit?.headers.get('retry-after'))).toBeGreaterThan(800);
  const right = await browser.submit({ email: 'ana@example.com', password: PASSWORD });
  expect(right.status).toBe(429);
  expect(right.body).toContain('Too many attempts. Wait 15 minutes');
});
