import { expect, test } from './demo.ts';
import { frameIn, openPortal, signIn, telemetryOf } from './pages.ts';

const ANA = 'ana@aurora.example';
const BEN = 'ben@aurora.example';
const CLEO = 'cleo@bramble.example';

test('a wrong password is refused in words, and the right one starts a fresh session', async ({
  page,
  demo,
}) => {
  await page.goto(demo.portal_url);
  await expect(page).toHaveURL(`${demo.portal_url}/sign-in`);
  await page.getByRole('button', { name: /Ana Ruiz/ }).click();
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toHaveText('E-mail or password is wrong.');
  await expect(page.getByLabel('E-mail')).toHaveValue(ANA);

  await page
    .context()
    .addCookies([
      { name: 'northlight_portal_session', value: 'planted-by-an-attacker', url: demo.portal_url },
    ]);
  await signIn(page, demo, ANA);
  const [cookie] = (await page.context().cookies()).filter(({ name }) => /session/.test(name));
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  expect(cookie?.value).not.toContain('planted');

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(`${demo.portal_url}/sign-in`);
  await page.goto(demo.portal_url);
  await expect(page).toHaveURL(`${demo.portal_url}/sign-in`);
});

test('nobody signed in gets no challenge code, and a foreign page cannot post here', async ({
  request,
  demo,
}) => {
  const code = await request.post(`${demo.portal_url}/casement/challenge-code`, {
    headers: { Origin: demo.portal_url },
    data: { key_thumbprint: 'x'.repeat(43), reason: 'initial' },
  });
  expect(code.status()).toBe(401);
  expect(await code.json()).toMatchObject({ error: 'login_required' });

  const forged = await request.post(`${demo.portal_url}/sign-in`, {
    headers: { Origin: demo.wall_url },
    form: { email: ANA, password: demo.users[0]?.password ?? '' },
  });
  expect(forged.status()).toBe(403);
});

test('EM21 theme and filters reach the frame without a reload', async ({ page, demo }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  const frame = await openPortal(page, demo, ANA);
  const html = frame.locator('html');
  await expect(html).toHaveAttribute('data-theme', 'light');

  await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('radio', { name: 'System' }).check({ force: true });
  await expect(html).toHaveAttribute('data-theme', 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(html).toHaveAttribute('data-theme', 'dark');

  await expect(frame.getByRole('heading', { level: 2 })).toHaveCount(8);
  const tall = await page.locator('#operations iframe').boundingBox();
  await page.getByRole('radio', { name: 'Traffic' }).check({ force: true });
  await expect(frame.getByRole('heading', { level: 2 })).toHaveText(['Network', 'Disk']);
  await expect
    .poll(async () => (await page.locator('#operations iframe').boundingBox())?.height)
    .toBeLessThan((tall?.height ?? 0) - 200);
  await expect(page.locator('#loads')).toHaveText('1');
});

test('the chosen theme is there from the first paint of the next visit', async ({ page, demo }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await openPortal(page, demo, ANA);
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
  const html = await (await page.request.get(demo.portal_url)).text();
  expect(html).toContain('data-theme="dark"');
  await page.reload();
  await expect(page.locator('#operations iframe')).toHaveAttribute('src', /theme=dark/);
});

test('EM9 an editor writes notes; a viewer of the same tenant sees them live and is offered no form', async ({
  page,
  browser,
  demo,
}) => {
  const viewerPage = await (await browser.newContext()).newPage();
  const viewer = await openPortal(viewerPage, demo, BEN);
  await expect(viewer.locator('form')).toHaveCount(0);
  const stranger = await openPortal(await (await browser.newContext()).newPage(), demo, CLEO);
  const editor = await openPortal(page, demo, ANA);

  await editor.getByRole('button', { name: 'Add note' }).click();
  await expect(editor.getByRole('alert')).toHaveText('Write a few words first.');
  await expect(editor.getByLabel('Note', { exact: true })).toBeFocused();

  const text = '<img src=x onerror="document.title=\'owned\'"> deployed';
  await editor.getByLabel('Note', { exact: true }).fill(text);
  await editor.getByLabel('Note', { exact: true }).press('Enter');
  for (const frame of [editor, viewer]) {
    const note = frame.locator('.notes li').filter({ hasText: text });
    await expect(note).toHaveCount(1);
    await expect(note).toContainText('Ana Ruiz');
    await expect(frame.locator('.notes img')).toHaveCount(0);
    expect(await frame.evaluate(() => document.title)).toBe('Operations dashboard');
  }
  await expect(page.locator('#log')).toContainText('You noted');

  // Of another customer: a sample later than the note has come, and the note has not.
  const { sequence } = await telemetryOf(stranger);
  await expect
    .poll(async () => (await telemetryOf(stranger)).sequence)
    .toBeGreaterThan(sequence + 1);
  await expect(stranger.locator('.note-text')).toHaveCount(0);
  expect((await telemetryOf(viewer)).failedRequests).toBe(0);
});

test('EM15 the tenant comes from the portal’s backend, whatever the page asks for', async ({
  page,
  demo,
}) => {
  await page.route('**/casement/challenge-code', (route) =>
    route.continue({
      postData: JSON.stringify({
        ...(route.request().postDataJSON() as object),
        parameters: { tenant: 'bramble' },
      }),
    }),
  );
  const answer = page.waitForResponse('**/casement/challenge-code');
  await signIn(page, demo, ANA);
  // The handler refuses what it does not know rather than ignoring it.
  expect((await answer).status()).toBe(400);
  await page.unroute('**/casement/challenge-code');

  await page.reload();
  const frame = await frameIn(page.locator('#operations iframe'));
  await expect(frame.getByRole('heading', { name: 'Your organization' })).toBeVisible();
  await expect(page.getByText('tenant = aurora')).toBeVisible();
});

test('a dashboard works by keyboard alone, from skip link to note', async ({ page, demo }) => {
  const frame = await openPortal(page, demo, ANA);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the dashboard' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#operations')).toBeFocused();
  const field = frame.getByLabel('Note', { exact: true });
  for (let presses = 0; presses < 6; presses += 1) {
    await page.keyboard.press('Tab');
    if (await field.evaluate((element) => element === document.activeElement)) break;
  }
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await expect(frame.locator('.note-text').first()).toHaveText('By keyboard');
});
