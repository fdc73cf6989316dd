import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProofKey } from '../support/proof-key.ts';
import { expectRefusal, openSession, postMint } from '../support/requests.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const CLIENT_AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'];
const ASSERTION_ALGORITHMS = ['ES256', 'PS256', 'RS256', 'EdDSA'];

test.each(['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'])(
  '%s names every endpoint below the issuer',
  async (path) => {
    const response = await fetch(service.url + path);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({
      issuer: ISSUER,
      jwks_uri: `${ISSUER}/oauth2/jwks`,
      authorization_endpoint: `${ISSUER}/oauth2/authorize`,
      authorization_response_iss_parameter_supported: true,
      pushed_authorization_request_endpoint: `${ISSUER}/oauth2/par`,
      userinfo_endpoint: `${ISSUER}/oauth2/userinfo`,
      claims_supported: expect.arrayContaining(['sub', 'name', 'email', 'teams', 'memberships']),
      claims_parameter_supported: false,
      request_parameter_supported: false,
      request_uri_parameter_supported: false,
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['ES256'],
      subject_types_supported: ['public'],
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'form_post'],
      token_endpoint: `${ISSUER}/oauth2/token`,
      token_endpoint_auth_methods_supported: [...CLIENT_AUTH_METHODS, 'none'],
      token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
      grant_types_supported: [
        'authorization_code',
        'refresh_token',
        'client_credentials',
        'urn:ietf:params:oauth:grant-type:device_code',
      ],
      device_authorization_endpoint: `${ISSUER}/oauth2/device_authorization`,
      end_session_endpoint: `${ISSUER}/oauth2/logout`,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      scopes_supported: expect.arrayContaining(['openid', 'read', 'write', 'management']),
      revocation_endpoint: `${ISSUER}/oauth2/revoke`,
      revocation_endpoint_auth_methods_supported: [...CLIENT_AUTH_METHODS, 'none'],
      revocation_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
      embedded_token_endpoint: `${ISSUER}/embed/token`,
      embedded_token_endpoint_auth_methods_supported: ['none'],
      embedded_grant_types_supported: ['urn:casement:oauth:grant-type:challenge-code'],
      dpop_signing_alg_values_supported: ['ES256'],
      challenge_code_endpoint: `${ISSUER}/embed/challenge-codes`,
      challenge_code_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt'],
      challenge_code_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
      frame_policy_endpoint: `${ISSUER}/embed/frame-policy`,
      session_revocation_endpoint: `${ISSUER}/embed/sessions/revoke`,
      session_revocation_endpoint_auth_methods_supported: [
        'client_secret_basic',
        'private_key_jwt',
      ],
      session_revocation_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
      security_events_endpoint: `${ISSUER}/security-events`,
      security_events_endpoint_auth_methods_supported: ['client_secret_basic'],
      introspection_endpoint: `${ISSUER}/oauth2/introspect`,
      introspection_endpoint_auth_methods_supported: CLIENT_AUTH_METHODS,
      introspection_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    });
  },
);

test('the JWKS hold public keys only', async () => {
  const response = await fetch(`${service.url}/oauth2/jwks`);
  const key = {
    kty: 'EC',
    crv: 'P-256',
    x: expect.any(String),
    y: expect.any(String),
    kid: expect.any(String),
    alg: 'ES256',
    use: 'sig',
  };
  // The one that signs, and the next one.
  expect(await response.json()).toEqual({ keys: [key, key] });
});

test.each([
  ['/embed/challenge-codes', 'GET', 'POST'],
  ['/embed/challenge-codes', 'PUT', 'POST'],
  ['/embed/token', 'GET', 'POST, OPTIONS'],
  ['/embed/token', 'DELETE', 'POST, OPTIONS'],
  ['/embed/frame-policy', 'POST', 'GET, HEAD, OPTIONS'],
  ['/oauth2/jwks', 'POST', 'GET, HEAD, OPTIONS'],
  ['/oauth2/token', 'GET', 'POST, OPTIONS'],
  ['/oauth2/revoke', 'GET', 'POST, OPTIONS'],
  ['/oauth2/introspect', 'GET', 'POST'],
  ['/health/live', 'POST', 'GET, HEAD'],
  ['/metrics', 'POST', 'GET, HEAD'],
])('%s takes no %s', async (path, method, allow) => {
  const response = await fetch(service.url + path, { method });
  await expectRefusal(response, 405, 'method_not_allowed');
  expect(response.headers.get('allow')).toBe(allow);
});

test.each([
  '/',
  '/embed',
  '/embed/token/',
  '/EMBED/token',
  '/embed/token%2f',
  '/..%2fmetrics',
  '/%zz',
])('there is no %s', async (path) => {
  const response = await fetch(service.url + path, { method: 'POST' });
  await expectRefusal(response, 404, 'not_found');
});

test('health, with what it does not say about itself', async () => {
  for (const path of ['/health/live', '/health/ready']) {
    const response = await fetch(service.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  }
});

test('metrics count mints, exchanges, renewals, live sessions and refusals by code', async () => {
  const key = await createProofKey();
  const { session_id } = await openSession(service, key);
  await openSession(service, key, session_id);
  await postMint(service, {}, { authorization: 'Basic eDp5' });
  const response = await fetch(`${service.url}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  const text = await response.text();
  for (const line of [
    'casement_challenge_codes_minted_total 2',
    'casement_exchanges_total 2',
    'casement_renewals_total 1',
    'casement_live_sessions 1',
    'casement_refusals_total{error="invalid_client"} 1',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
});

test('one log line per request, with its ID, route, client and refusal', async () => {
  const response = await postMint(service, {});
  const requestId = response.headers.get('x-request-id');
  await expect.poll(() => service.log()).toContain(requestId);
  const lines = service
    .log()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  const line = lines.filter((entry) => 'requestId' in entry && entry.requestId === requestId);
  expect(line).toEqual([
    expect.objectContaining({
      method: 'POST',
      route: '/embed/challenge-codes',
      status: 400,
      error: 'invalid_request',
      ms: expect.any(Number),
    }),
  ]);
});
