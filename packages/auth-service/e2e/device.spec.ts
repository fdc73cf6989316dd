/** Connecting a device and signing out again, by keyboard alone and against the real service. */
import { expect, type Page, test } from '@playwright/test';
import { DEVICE_GRANT } from '../src/domain/client/oauth-client.ts';
import { signIn, tabTo } from './keyboard.ts';
import { startSignInService } from './sign-in-service.ts';

let service: Awaited<ReturnType<typeof startSignInService>>;
let clientId: string;
test.beforeAll(async () => {
  service = await startSignInService();
  const { client } = await service.administration.clients.createAppClient({
    name: 'Meter reader',
    confidential: false,
    grantTypes: [DEVICE_GRANT],
  });
  clientId = client.id;
});
test.afterAll(() => service.close());

interface Codes {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
}

const post = (path: string, form: Record<string, string>): Promise<Response> =>
  fetch(service.url + path, {
    method: 'POST',
    headers: { 'User-Agent': 'meter/1.4.2' },
    body: new URLSearchParams({ client_id: clientId, ...form }),
  });

const ask = async (): Promise<Codes> =>
  (await (await post('/oauth2/device_authorization', { scope: 'openid read' })).json()) as Codes;

const poll = async ({ device_code }: Codes): Promise<Record<string, unknown>> => {
  const form = { grant_type: DEVICE_GRANT, device_code };
  return (await (await post('/oauth2/token', form)).json()) as Record<string, unknown>;
};

const title = (page: Page) => page.getByRole('heading', { level: 1 });

test('a device is connected by its code, from the first page to the last without a mouse', async ({
  page,
}) => {
  const codes = await ask();
  await page.goto(codes.verification_uri);
  await expect(title(page)).toHaveText('Connect a device');
  await expect(page.getByLabel('Code')).toBeFocused();
  await page.keyboard.type('AAAA-AAAA');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('There is no such code');
  await expect(page.getByLabel('Code')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(codes.user_code.toLowerCase().replace('-', ''));
  await page.keyboard.press('Enter');

  await expect(title(page)).toHaveText('Connect Meter reader?');
  await expect(page.getByLabel('Code')).toHaveText(codes.user_code);
  await expect(page.getByText('meter 1.4')).toBeVisible();
  await expect(page.getByText('127.0.0.1')).toBeVisible();
  await tabTo(page, 'Yes, connect');
  await page.keyboard.press('Enter');

  await signIn(page, 'ben@aurora.example');
  await expect(title(page)).toHaveText('Allow Meter reader to use your account?');
  await tabTo(page, 'Allow');
  await page.keyboard.press('Enter');
  await expect(title(page)).toHaveText('Meter reader is connected');
  expect(await poll(codes)).toMatchObject({ access_token: expect.any(String) });
});

test('a link with the code fills it in and no more; whoever did not start this cancels', async ({
  page,
}) => {
  const codes = await ask();
  await page.goto(codes.verification_uri_complete);
  await expect(page.getByLabel('Code')).toHaveValue(codes.user_code);
  await expect(page.getByLabel('Code')).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, 'No, cancel');
  await page.keyboard.press('Enter');
  await expect(title(page)).toHaveText('Meter reader was not connected');
  expect(await poll(codes)).toMatchObject({ error: 'access_denied' });
});

test('signing out asks first, and then it is over', async ({ page }) => {
  await page.goto(service.authorizationUrl());
  await signIn(page, 'ana@aurora.example');
  await expect(page.getByText('Signed in as Ana Ruiz')).toBeVisible();
  await page.goto(`${service.issuer}/oauth2/logout`);
  await expect(title(page)).toHaveText('Sign out?');
  await tabTo(page, 'Stay signed in');
  await page.keyboard.press('Enter');
  await expect(title(page)).toHaveText('You are still signed in');

  const { browserSessions } = service.administration;
  expect((await browserSessions.list({ user: service.ana.id })).items).toHaveLength(1);
  await page.goto(`${service.issuer}/oauth2/logout`);
  await tabTo(page, 'Sign out');
  await page.keyboard.press('Enter');
  await expect(title(page)).toHaveText('You are signed out');
  expect((await browserSessions.list({ user: service.ana.id })).items).toEqual([]);
  await page.goto(service.authorizationUrl());
  await expect(page).toHaveTitle(/Sign in/);
});

test('signing out for an application ends at its registered address', async ({ page }) => {
  const goodbye = service.application.redirectUri;
  const { client } = await service.administration.clients.createAppClient({
    name: 'Fleet Desktop',
    confidential: false,
    platform: 'native',
    redirectUris: [goodbye],
    postLogoutRedirectUris: [goodbye],
  });
  await page.goto(service.authorizationUrl());
  await signIn(page, 'ana@aurora.example');
  await expect(page.getByText('Signed in as Ana Ruiz')).toBeVisible();
  const query = new URLSearchParams({
    client_id: client.id,
    post_logout_redirect_uri: goodbye,
    state: 'bye',
  });
  await page.goto(`${service.issuer}/oauth2/logout?${query}`);
  await expect(page.getByText('Fleet Desktop asks to sign you out')).toBeVisible();
  await tabTo(page, 'Sign out');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${goodbye}?state=bye`);
});
