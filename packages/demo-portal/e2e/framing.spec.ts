import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from './demo.ts';

test('EM8 a page that is not an allowed origin cannot frame the dashboard', async ({
  page,
  demo,
}) => {
  const stranger = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(`<iframe src="${demo.dashboard_url}/?client_id=demo-portal"></iframe>`);
  });
  await new Promise<void>((resolve) => stranger.listen(0, 'localhost', resolve));
  const { port } = stranger.address() as AddressInfo;
  const blocked = page.waitForEvent('requestfailed');
  await page.goto(`http://localhost:${port}`);
  expect((await blocked).url()).toContain(demo.dashboard_url);
  await expect.poll(() => page.frames()[1]?.url()).toMatch(/^chrome-error:/);
  stranger.close();
});

test('the wall’s address does not help the portal’s client, nor an unknown one', async ({
  request,
  demo,
}) => {
  const policy = async (client: string) => {
    const response = await request.get(`${demo.dashboard_url}/?client_id=${client}`);
    expect(response.headers()['cache-control']).toContain('no-store');
    return response.headers()['content-security-policy'];
  };
  expect(await policy('demo-wall')).toMatch(new RegExp(`frame-ancestors ${demo.wall_url}$`));
  expect(await policy('demo-portal')).toMatch(new RegExp(`frame-ancestors ${demo.portal_url}$`));
  expect(await policy('nobody')).toMatch(/frame-ancestors 'none'$/);
});
