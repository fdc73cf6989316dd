/** Signing in and allowing an application, by keyboard alone and against the real service. */
import { expect, type Page, test } from '@playwright/test';
import { PASSWORD } from '../test/support/cheap-password.ts';
import { focused, signIn, tabTo } from './keyboard.ts';
import { startSignInService } from './sign-in-service.ts';

let service: Awaited<ReturnType<typeof startSignInService>>;
test.beforeAll(async () => {
  service = await startSignInService({ limits: { sign_in_failures_per_account: 3 } });
});
test.afterAll(() => service.close());

const consentHeading = (page: Page) =>
  page.getByRole('heading', { name: 'Allow Fleet Reports to use your account?' });
const back = (page: Page) => page.getByRole('heading', { level: 1, name: /^Back with/ });

test('sign-in, a slip, consent, choice of team and the way back need no mouse', async ({
  page,
}) => {
  await page.goto(service.authorizationUrl());
  await signIn(page, 'ana@aurora.example', 'not the password');
  await expect(page.getByRole('alert')).toContainText('do not match');
  await expect(page).toHaveTitle(/^Problem: Sign in/);
  await expect(page.getByLabel('E-mail')).toHaveValue('ana@aurora.example');
  await expect.poll(() => focused(page)).toBe('Password');
  await expect(page.getByLabel('Password')).toHaveValue('');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');

  await expect(consentHeading(page)).toBeVisible();
  await expect(page.getByText('Signed in as Ana Ruiz')).toBeVisible();
  await expect(page.getByText('change your dashboards')).toBeVisible();
  await tabTo(page, 'Finance');
  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toBe('Operations');
  await expect(page.getByRole('radio', { name: 'Operations' })).toBeChecked();
  await tabTo(page, 'Allow');
  await page.keyboard.press('Enter');
  await expect(back(page)).toHaveText('Back with code');
});

test('a team has to be chosen; the browser says so before anything is sent', async ({ page }) => {
  await page.goto(service.authorizationUrl());
  await signIn(page, 'ana@aurora.example');
  await expect(consentHeading(page)).toBeVisible();
  await tabTo(page, 'Allow');
  await page.keyboard.press('Enter');
  await expect(consentHeading(page)).toBeVisible();
  expect(
    await page
      .getByRole('radio')
      .first()
      .evaluate((radio) => radio.matches(':invalid')),
  ).toBe(true);
  await tabTo(page, 'Do not allow');
  await page.keyboard.press('Enter');
  await expect(back(page)).toHaveText('Back with access_denied');
});

test('whoever cancels instead of signing in goes back too', async ({ page }) => {
  await page.goto(service.authorizationUrl());
  await tabTo(page, 'Cancel');
  await page.keyboard.press('Enter');
  await expect(back(page)).toHaveText('Back with access_denied');
});

test('somebody else can sign in, at consent or when the application asks for it', async ({
  page,
}) => {
  await page.goto(service.authorizationUrl());
  await signIn(page, 'ana@aurora.example');
  await expect(page.getByText('Signed in as Ana Ruiz')).toBeVisible();
  await tabTo(page, 'Use another account');
  await page.keyboard.press('Enter');
  await signIn(page, 'ben@aurora.example');
  await expect(page.getByText('Signed in as Ben Osei')).toBeVisible();
  // The only team there is needs no choosing.
  await tabTo(page, 'Allow');
  await page.keyboard.press('Enter');
  await expect(back(page)).toHaveText('Back with code');

  await page.goto(service.authorizationUrl({ prompt: 'login' }));
  await signIn(page, 'ana@aurora.example');
  await expect(page.getByText('Signed in as Ana Ruiz')).toBeVisible();
  const { browserSessions } = service.administration;
  expect((await browserSessions.list({ user: service.ben.id })).items).toEqual([]);
});

test('CM20: the session is recorded, and a browser that is signed out has to sign in again', async ({
  page,
}) => {
  const { browserSessions } = service.administration;
  await browserSessions.revoke({ user: service.ana.id });
  await page.goto(service.authorizationUrl());
  await signIn(page, 'ana@aurora.example');
  await expect(consentHeading(page)).toBeVisible();
  const {
    items: [session, ...others],
  } = await browserSessions.list({ user: service.ana.id });
  expect(others).toEqual([]);
  expect(session).toMatchObject({ address: '127.0.0.1' });
  expect(session?.userAgent).toContain('Chrome');

  await page.goto(service.authorizationUrl());
  await expect(consentHeading(page)).toBeVisible();
  await browserSessions.revoke({ browserSessionId: session?.id ?? '' });
  await page.goto(service.authorizationUrl());
  await expect(page).toHaveTitle(/Sign in/);
});

test('two tabs that wait for sign-in both go on, one after the other', async ({ context }) => {
  const tabs = [await context.newPage(), await context.newPage()] as const;
  for (const tab of tabs) {
    await tab.goto(service.authorizationUrl({ prompt: 'consent' }));
    await expect(tab).toHaveTitle(/Sign in/);
  }
  for (const tab of tabs) {
    await tab.bringToFront();
    await tab.getByLabel('E-mail').fill('ben@aurora.example');
    await tab.getByLabel('Password').fill(PASSWORD);
    await tab.keyboard.press('Enter');
    await expect(tab.getByText('Signed in as Ben Osei')).toBeVisible();
  }
  for (const tab of tabs) {
    await tab.getByRole('button', { name: 'Allow', exact: true }).click();
    await expect(back(tab)).toHaveText('Back with code');
  }
});

test('an answer that the application wants posted goes on by itself', async ({ page }) => {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(service.authorizationUrl({ response_mode: 'form_post' }));
  await signIn(page, 'ben@aurora.example');
  await expect(page.getByText('Signed in as Ben Osei')).toBeVisible();
  const answered = page.waitForResponse((response) =>
    response.url().includes('/oauth2/authorize/'),
  );
  await tabTo(page, 'Allow');
  await page.keyboard.press('Enter');
  const policy = (await answered).headers()['content-security-policy'] ?? '';
  expect(policy).toMatch(/^default-src 'none'.*frame-ancestors 'none'; script-src 'sha256-/);
  await expect(back(page)).toHaveText('Back with posted code');
  expect(complaints).toEqual([]);
});

test('87 too many failures are told with the time to wait', async ({ page }) => {
  await page.goto(service.authorizationUrl());
  for (let attempt = 0; attempt < 3; attempt++) {
    await page.getByLabel('E-mail').fill('ben@aurora.example');
    await page.getByLabel('Password').fill('not the password');
    await page.keyboard.press('Enter');
    // Of the new page: the old one may say the same, but still has what was typed.
    await expect(page.getByLabel('Password')).toHaveValue('');
    await expect(page.getByRole('alert')).toContainText('do not match');
  }
  await page.getByLabel('Password').fill(PASSWORD);
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.keyboard.press('Enter');
  const response = await answered;
  expect(response.status()).toBe(429);
  expect(Number(response.headers()['retry-after'])).toBeGreaterThan(800);
  await expect(page.getByRole('alert')).toHaveText(
    'Too many attempts. Wait 15 minutes, then try again.',
  );
});

test('a sign-in that is over says so and what to do', async ({ page }) => {
  await page.goto(service.authorizationUrl());
  await page.context().clearCookies();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This sign-in has expired');
  await expect(page.getByText('with cookies allowed')).toBeVisible();
});
