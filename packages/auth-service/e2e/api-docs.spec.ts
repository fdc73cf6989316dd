/** The API's documentation page: readable, signed in to with PKCE, and held by its own strict policy. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@playwright/test';
import { signIn } from './keyboard.ts';
import { startSignInService } from './sign-in-service.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let service: Awaited<ReturnType<typeof startSignInService>>;
test.beforeAll(async () => {
  service = await startSignInService();
  await service.administration.directory.setMembership({
    ...{ teamId: service.teams.finance, user: service.ana.id, roleId: 'admin' },
  });
});
test.afterAll(() => service.close());

test('OP3: signs in with PKCE, sends requests as the one who did, and signs out', async ({
  page,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('40'))
      complaints.push(message.text());
  });
  await page.goto(`${service.issuer}/api/v1/docs#getCaller`);
  await page.getByLabel('Read and change').check();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await signIn(page, 'ana@aurora.example');
  for (const team of ['Finance', 'Operations'])
    await page.getByLabel(team, { exact: true }).check();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();

  await expect(page.locator('#session-status')).toHaveText(/^Signed in until .*: read write$/);
  expect(new URL(page.url()).search, 'no code stays in the address').toBe('');
  expect(await page.evaluate(() => [sessionStorage.length, localStorage.length])).toEqual([0, 0]);

  const operation = (id: string) => page.locator(`#${id}`);
  await expect(operation('getCaller'), 'what was open is so again').toHaveAttribute('open');
  await operation('getCaller').getByRole('button', { name: 'Send GET' }).click();
  await expect(operation('getCaller').getByRole('status').first()).toHaveText('Answer: 200 OK.');
  await expect(operation('getCaller').locator('output')).toContainText(
    `"user_id": "${service.ana.id}"`,
  );

  await operation('createApp').locator('summary').click();
  const body = JSON.stringify({ team_id: service.teams.finance, name: 'From the page' });
  await operation('createApp').getByLabel('Body').fill(body);
  await operation('createApp').getByRole('button', { name: 'Send POST' }).click();
  await expect(operation('createApp').locator('output')).toContainText('201');
  await expect(operation('createApp').locator('output')).toContainText('"slug": "from-the-page"');
  await operation('createApp').getByLabel('Body').fill('{"team_id":"none","name":""}');
  await operation('createApp').getByRole('button', { name: 'Send POST' }).click();
  await expect(operation('createApp').locator('output')).toContainText('"path": "name"');

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.locator('#session-status')).toHaveText('Signed out.');
  await operation('getCaller').getByRole('button', { name: 'Send GET' }).click();
  await expect(operation('getCaller').locator('output')).toContainText('"code": "invalid_token"');
  await expect(operation('getCaller').getByText('You are not signed in')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('OP3: a file is saved under its name, and no answer at all is said in words', async ({
  page,
}) => {
  await page.goto(`${service.issuer}/api/v1/docs#exportClients`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await signIn(page, 'ana@aurora.example');
  await page.getByLabel('Finance', { exact: true }).check();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();

  const operation = page.locator('#exportClients');
  for (const format of ['xlsx', 'csv']) {
    await operation.getByLabel('format').selectOption(format);
    await operation.getByRole('button', { name: 'Send GET' }).click();
    const saved = page.waitForEvent('download');
    await operation
      .getByRole('link', { name: new RegExp(`^Save clients-.*\\.${format}$`) })
      .click();
    const path = await (await saved).path();
    expect(readFileSync(path).length).toBeGreaterThan(50);
  }
  await expect(operation.locator('output')).toContainText('Name,Client ID');
  await page.route('**/clients/export?*', (route) => route.abort());
  await operation.getByRole('button', { name: 'Send GET' }).click();
  await expect(operation.getByText('No answer: the service could not be reached.')).toBeVisible();
});

test('OP3: who declines is told so', async ({ page }) => {
  await page.goto(`${service.issuer}/api/v1/docs`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('#session-status')).toHaveText('Not signed in: it was not allowed.');
});

test('OP3: by keyboard past the contents to an operation, which opens and can be linked to', async ({
  page,
}) => {
  await page.goto(`${service.issuer}/api/v1/docs`);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the operations' })).toBeFocused();
  await expect(page.getByRole('link', { name: 'Skip to the operations' })).toBeInViewport();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.locator('#getCaller > summary')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#getCaller')).toHaveAttribute('open');
  await expect.poll(() => new URL(page.url()).hash).toBe('#getCaller');
});

test('OP3: an answer to somebody else’s sign-in is not taken', async ({ page }) => {
  await page.goto(
    `${service.issuer}/api/v1/docs/callback?code=stolen&state=x&iss=${service.issuer}`,
  );
  await expect(page.locator('#session-status')).toHaveText(/no sign-in of this tab/);
  expect(page.url()).toBe(`${service.issuer}/api/v1/docs`);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`OP3: the page has no accessibility fault in ${colorScheme}, and fits a phone`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(`${service.issuer}/api/v1/docs#createClient`);
    await page.locator('#listUsers summary').click();
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => window.axe.run(window.document, {}));
    expect(
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
    ).toEqual([]);
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect(beyond).toBeLessThanOrEqual(0);
    const directory = process.env.CASEMENT_SCREENSHOTS;
    if (directory) {
      await page.locator('#listUsers').scrollIntoViewIfNeeded();
      await page.screenshot({ path: `${directory}/docs-phone-${colorScheme}.png` });
      await page.setViewportSize({ width: 1100, height: 1000 });
      await page.evaluate(() => window.scrollTo(0, 0));
      await page.screenshot({ path: `${directory}/docs-${colorScheme}.png` });
    }
  });
}

test('OP3: nothing that got into the page could run, and nothing frames it', async ({ page }) => {
  const answer = await page.goto(`${service.issuer}/api/v1/docs`);
  const policy = answer?.headers()['content-security-policy'] ?? '';
  for (const part of ["script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]) {
    expect(policy).toContain(part);
  }
  expect(policy).not.toContain('unsafe');
  await expect(
    page.evaluate(() => {
      document.body.innerHTML = '<img src=x onerror="window.ran = true">';
    }),
  ).rejects.toThrow(/TrustedHTML|Trusted/);
});
