import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectRefusal } from '../support/requests.ts';
import { DASHBOARD, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const preflight = (path: string, origin: string, method: string, headers = 'dpop') =>
  fetch(service.url + path, {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': method,
      'Access-Control-Request-Headers': headers,
    },
  });

test('a frame’s preflight for the exchange', async () => {
  const response = await preflight('/embed/token', DASHBOARD, 'POST');
  expect(response.status).toBe(204);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'access-control-allow-origin': DASHBOARD,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'DPoP, Content-Type',
    'access-control-max-age': '7200',
    vary: 'Origin',
  });
  expect(response.headers.get('access-control-allow-credentials')).toBeNull();
});

test.each(['/embed/token', '/embed/frame-policy'])(
  '47: %s gives a foreign origin nothing',
  async (path) => {
    for (const origin of [
      'https://evil.example',
      'null',
      `${DASHBOARD}/`,
      `${DASHBOARD}.evil.example`,
    ]) {
      const response = await preflight(path, origin, 'POST');
      await expectRefusal(response, 403, 'origin_not_allowed');
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      expect(response.headers.get('vary')).toContain('Origin');
    }
  },
);

test('the mint is for servers: no CORS at all', async () => {
  const response = await preflight('/embed/challenge-codes', DASHBOARD, 'POST', 'authorization');
  expect(response.status).toBe(405);
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
});

test('refusals carry CORS too, so that the frame can read them', async () => {
  const response = await fetch(`${service.url}/embed/token`, {
    method: 'POST',
    headers: { Origin: DASHBOARD, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: '',
  });
  await expectRefusal(response, 400, 'invalid_request');
  expect(response.headers.get('access-control-allow-origin')).toBe(DASHBOARD);
  expect(response.headers.get('access-control-expose-headers')).toBe('Date, Retry-After');
});
