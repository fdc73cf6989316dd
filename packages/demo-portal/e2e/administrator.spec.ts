import { expect, test } from './demo.ts';

test('the administrator of the banner manages clients by the documentation page', async ({
  page,
  demo,
}) => {
  await page.goto(`${demo.issuer}/api/v1/docs`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('E-mail').fill(demo.administrator.email);
  await page.getByLabel('Password').fill(demo.administrator.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Customers', { exact: true }).check();
  await page.getByLabel('Operations', { exact: true }).check();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  const list = page.locator('#listClients');
  await list.locator('summary').first().click();
  await list.getByRole('button', { name: 'Send GET' }).click();
  await expect(list.locator('output')).toContainText('demo-portal');
  await expect(list.locator('output')).toContainText('demo-wall');
});
