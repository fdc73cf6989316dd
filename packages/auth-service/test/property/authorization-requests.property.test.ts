import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testSeed } from '../../../../scripts/test-seed.ts';
import { createApp, createPkce, REDIRECT_URI } from '../support/code-flow.ts';
import type { Credentials } from '../support/oauth-requests.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

fc.configureGlobal(testSeed);

let service: TestService;
let app: Credentials;
beforeAll(async () => {
  service = await startTestService();
  app = await createApp(service, { refreshToken: true });
});
afterAll(() => service.close());

const NAMES = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'prompt',
  'max_age',
  'login_hint',
  'id_token_hint',
  'claims',
  'request',
  'request_uri',
  'dpop_jkt',
  'acr_values',
  'ui_locales',
  'display',
  'resource',
  'code',
  'code_verifier',
  'grant_type',
  'refresh_token',
  'access_token',
  'client_assertion',
  'client_assertion_type',
  '__proto__',
  'constructor',
  'scope[]',
];

const VALUES = [
  '',
  ' ',
  '0',
  '-1',
  '1e400',
  'none',
  'login consent none',
  'fragment',
  'form_post',
  'web_message',
  'code token',
  'openid openid',
  'toString',
  'e30.e30.e30',
  '{"userinfo":{"__proto__":null}}',
  'urn:ietf:params:oauth:request_uri:',
  'javascript:alert(1)',
  'http://[::1',
  '\u0000',
  '\ud800',
  'x'.repeat(3000),
];

const parameters = fc.array(
  fc.tuple(
    fc.constantFrom(...NAMES),
    fc.oneof(fc.constantFrom(...VALUES), fc.string({ unit: 'binary', maxLength: 12 })),
  ),
  { maxLength: 5 },
);

/** A right request, with some parameters put wrong, twice, or there for no reason. */
const query = (changes: readonly (readonly [string, string])[]): string => {
  const form = new URLSearchParams({
    response_type: 'code',
    client_id: app.id,
    redirect_uri: REDIRECT_URI,
    scope: 'openid read',
    code_challenge: createPkce().challenge,
    code_challenge_method: 'S256',
  });
  for (const [name, value] of changes) {
    if (value.length % 2 === 0) form.set(name, value);
    else form.append(name, value);
  }
  return String(form);
};

const ENDPOINTS = [
  ['GET', '/oauth2/authorize'],
  ['POST', '/oauth2/authorize'],
  ['GET', '/oauth2/authorize/some-interaction'],
  ['POST', '/oauth2/par'],
  ['POST', '/oauth2/token'],
  ['GET', '/oauth2/userinfo'],
  ['POST', '/oauth2/userinfo'],
  ['GET', '/interaction/some-interaction'],
  ['POST', '/interaction/some-interaction'],
] as const;

test('whatever is asked for, nothing breaks, and nobody is sent to a stranger', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...ENDPOINTS), parameters, async ([method, path], changes) => {
      const sent = query(changes);
      const response = await fetch(service.url + (method === 'GET' ? `${path}?${sent}` : path), {
        method,
        redirect: 'manual',
        headers: {
          Cookie: '__Secure-casement_interaction=x; __Host-casement_session=%00',
          ...(path === '/oauth2/par' ? { Authorization: app.basic } : {}),
          ...(method === 'POST' ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
        },
        ...(method === 'POST' ? { body: sent } : {}),
      });
      const text = await response.text();
      expect(response.status, `${method} ${path} ${sent}: ${text}`).toBeLessThan(500);
      expect(text).not.toMatch(/\bat .+\.(js|ts):\d+/);
      const location = response.headers.get('location');
      if (location !== null) {
        expect([ISSUER, new URL(REDIRECT_URI).origin]).toContain(new URL(location, ISSUER).origin);
      }
    }),
    { numRuns: 150 },
  );
});
