import { expect, test } from '../support/fixtures.ts';
import { readmeApp } from './readme-apps.ts';

for (const name of ['react', 'vue', 'plain']) {
  test(`EM20 the README's ${name} example, built by Vite, embeds under a strict policy`, async ({
    page,
    embedding,
  }) => {
    const { portal, site } = embedding;
    Object.assign(portal.files, await readmeApp(name, embedding.src()));
    portal.headers['content-security-policy'] =
      `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src ${site.origin}; require-trusted-types-for 'script'${name === 'vue' ? '; trusted-types vue' : "; trusted-types 'none'"}`;
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('favicon')) {
        faults.push(message.text());
      }
    });
    await page.goto(`${portal.origin}/index.html`);
    const frame = page.frameLocator('iframe');
    await expect(page.locator('.casement-skeleton')).toHaveCount(0);
    await expect(frame.locator('body')).toBeAttached();
    const inside = embedding.frame(page);
    await inside.waitForFunction(() => window.session !== undefined);
    expect(await inside.evaluate(() => window.session.context.theme)).toBe('dark');
    await expect(page.locator('iframe')).toHaveCount(1);
    const box = await page.locator('iframe').boundingBox();
    expect(box).toMatchObject({ width: 600, height: 400 });
    if (name !== 'plain') {
      await page.getByRole('button', { name: 'Other theme' }).click();
      await inside.waitForFunction(() => window.session.context.theme === 'light');
    }
    if (name === 'vue') await expect(page.getByText('active')).toBeVisible();
    expect(site.loads).toBe(1);
    expect(faults).toEqual([]);
  });
}
