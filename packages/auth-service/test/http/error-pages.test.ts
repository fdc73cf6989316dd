import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

test('a browser at an unknown address gets a page, a program gets JSON', async () => {
  const page = await fetch(`${service.url}/nowhere`, { headers: { Accept: BROWSER } });
  expect(page.status).toBe(404);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  const text = await page.text();
  expect(text).toContain('<h1>There is no such page</h1>');
  expect(text).toContain(page.headers.get('x-request-id'));
  for (const headers of [{}, { Accept: 'application/json' }, { Accept: '*/*' }]) {
    const answer = await fetch(`${service.url}/nowhere`, { headers });
    expect(await answer.json()).toMatchObject({ error: 'not_found' });
  }
});

test('the style sheet is there, for good', async () => {
  const page = await fetch(`${service.url}/nowhere`, { headers: { Accept: BROWSER } });
  const [, path] = /<link rel="stylesheet" href="([^"]+)">/.exec(await page.text()) ?? [];
  const style = await fetch(service.url + path);
  expect(style.status).toBe(200);
  expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(style.headers.get('cache-control')).toContain('immutable');
});
