import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newClientSecret } from '../../src/domain/client/client-secret.ts';
import {
  type Credentials,
  clientCredentialsToken,
  createService,
  credentialsOf,
  oauthError,
  postClientCredentials,
  postForm,
} from '../support/oauth-requests.ts';
import { basicAuth, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let credentials: Credentials;
beforeAll(async () => {
  service = await startTestService();
  credentials = await createService(service);
});
afterAll(() => service.close());

const grant = { grant_type: 'client_credentials' };
const post = (form: Record<string, string> | URLSearchParams | string, headers = {}) =>
  postForm(service, '/oauth2/token', form, headers);

/** A wrong secret, an unknown client, one of another kind: whoever asks is to see no difference. */
const strangers = () => {
  const secret = newClientSecret();
  const ids = [credentials.id, 'nobody', service.dynamic.client.id];
  return ids.map((id) => basicAuth(id, secret));
};

test('24 an unknown client: the same body as a wrong secret', async () => {
  const answers = await Promise.all(
    strangers().map(async (basic) => {
      const response = await postClientCredentials(service, { basic });
      expect(response.headers.get('cache-control')).toBe('no-store');
      return { status: response.status, body: await response.text() };
    }),
  );
  const [first] = answers;
  expect(first?.status).toBe(401);
  expect(JSON.parse(first?.body ?? '')).toMatchObject({ error: 'invalid_client' });
  for (const answer of answers) expect(answer).toEqual(first);
});

test('24 an unknown client: as many hashes and comparisons as a wrong secret', async () => {
  const counts: unknown[] = [];
  for (const basic of strangers()) {
    const hash = vi.spyOn(crypto, 'hash');
    const compare = vi.spyOn(crypto, 'timingSafeEqual');
    syncBuiltinESMExports();
    expect((await postClientCredentials(service, { basic })).status).toBe(401);
    counts.push([hash.mock.calls.length, compare.mock.calls.length]);
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  }
  const [first] = counts;
  expect(first).not.toEqual([0, 0]);
  for (const count of counts) expect(count).toEqual(first);
});

test('28 a failed Basic authentication says how to authenticate', async () => {
  for (const basic of strangers()) {
    const response = await postClientCredentials(service, { basic });
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm="/);
  }
});

test('23 a wrong secret is invalid_client, by Basic and by client_secret_post', async () => {
  const right = { ...grant, client_id: credentials.id, client_secret: credentials.secret };
  expect((await post(right)).status).toBe(200);
  for (const wrong of [{ client_secret: 'wrong' }, { client_id: 'nobody' }]) {
    const response = await post({ ...right, ...wrong });
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(await oauthError(response)).toEqual([401, 'invalid_client']);
  }
});

test('28 credentials of a kind that clients do not have are invalid_client at every endpoint', async () => {
  for (const Authorization of ['Bearer garbage', 'Digest username="x"', 'DPoP garbage', 'Basic']) {
    for (const path of [
      ...['/oauth2/token', '/oauth2/par', '/oauth2/device_authorization'],
      ...['/oauth2/introspect', '/oauth2/revoke'],
    ]) {
      const response = await postForm(service, path, { ...grant, token: 'any' }, { Authorization });
      const name = `${path} ${Authorization}`;
      expect(response.headers.get('www-authenticate'), name).toMatch(/^Basic realm="/);
      expect(await oauthError(response), name).toEqual([401, 'invalid_client']);
    }
  }
});

test('no credentials at all are no malformed request', async () => {
  const response = await post(grant);
  expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
  expect(await oauthError(response)).toEqual([401, 'invalid_client']);
  // A confidential client has to prove who it is.
  const bare = await post({ ...grant, client_id: credentials.id });
  expect(await oauthError(bare)).toEqual([401, 'invalid_client']);
});

test('25 an expired or a revoked secret, and any of a paused client (17): 401', async () => {
  const { clients } = service.administration;
  const old = await createService(service);
  expect((await postClientCredentials(service, old)).status).toBe(200);
  await clients.pause(old.id);
  expect(await oauthError(await postClientCredentials(service, old))).toEqual([
    401,
    'invalid_client',
  ]);
  await clients.resume(old.id);
  expect((await postClientCredentials(service, old)).status).toBe(200);
  const [secret] = await clients.secrets.list(old.id);
  await service.storage.stores.clients.revokeSecret(secret?.id ?? '', Date.now());
  expect(await oauthError(await postClientCredentials(service, old))).toEqual([
    401,
    'invalid_client',
  ]);
});

test('26 the old secret: 200 in the overlap, 401 after it', async () => {
  const own = await startTestService();
  try {
    const old = await createService(own);
    const { clientSecret } = await own.administration.clients.secrets.rotate(old.id, {
      overlapHours: 1,
    });
    const fresh = credentialsOf(old.id, clientSecret);
    for (const one of [old, fresh]) {
      expect((await postClientCredentials(own, one)).status).toBe(200);
    }
    own.advance(3_600_001);
    expect(await oauthError(await postClientCredentials(own, old))).toEqual([
      401,
      'invalid_client',
    ]);
    expect((await postClientCredentials(own, fresh)).status).toBe(200);
  } finally {
    await own.close();
  }
});

test('27 two ways of authenticating are an invalid_request', async () => {
  const both = { ...grant, client_id: credentials.id, client_secret: credentials.secret };
  const response = await post(both, { Authorization: credentials.basic });
  expect(await oauthError(response)).toEqual([400, 'invalid_request']);
  const contradiction = { ...grant, client_id: 'somebody-else' };
  const other = await post(contradiction, { Authorization: credentials.basic });
  expect(await oauthError(other)).toEqual([400, 'invalid_request']);
});

test('29 a secret in the URL is refused', async () => {
  const query = new URLSearchParams({
    client_id: credentials.id,
    client_secret: credentials.secret,
  });
  const response = await postForm(service, `/oauth2/token?${query}`, grant);
  const body = (await response.json()) as { error: string; error_description: string };
  expect([response.status, body.error]).toEqual([400, 'invalid_request']);
  expect(body.error_description).toContain('use it no more');
  expect(service.log()).not.toContain(credentials.secret);
});

test('30 a JSON body is refused', async () => {
  const response = await post(JSON.stringify(grant), {
    'Content-Type': 'application/json',
    Authorization: credentials.basic,
  });
  expect(await oauthError(response)).toEqual([400, 'invalid_request']);
});

test('31 a grant that the client does not have is unauthorized_client', async () => {
  const { client, clientSecret = '' } = await service.administration.clients.createAppClient({
    name: 'App',
    redirectUris: ['https://app.example.com/cb'],
  });
  const app = credentialsOf(client.id, clientSecret);
  const response = await postClientCredentials(service, app);
  expect(await oauthError(response)).toEqual([400, 'unauthorized_client']);
});

test('32 password, and any other grant that there is not, is unsupported_grant_type', async () => {
  for (const grant_type of [
    'password',
    'implicit',
    'urn:casement:oauth:grant-type:challenge-code',
  ]) {
    const response = await post(
      { grant_type, username: 'ana', password: 'x' },
      { Authorization: credentials.basic },
    );
    expect(await oauthError(response)).toEqual([400, 'unsupported_grant_type']);
  }
  const none = await post({ scope: 'read' }, { Authorization: credentials.basic });
  expect(await oauthError(none)).toEqual([400, 'invalid_request']);
});

test('a parameter that is given twice', async () => {
  for (const form of [
    'grant_type=client_credentials&scope=read&scope=read',
    'grant_type=a&grant_type=b',
  ]) {
    const response = await post(form, { Authorization: credentials.basic });
    expect(await oauthError(response)).toEqual([400, 'invalid_request']);
  }
});

test('16 a scope that the client may not ask for, and one that there is not', async () => {
  for (const scope of ['write', 'read write', 'openid', 'management']) {
    const response = await postClientCredentials(service, credentials, { scope });
    expect(await oauthError(response)).toEqual([400, 'invalid_scope']);
  }
  for (const scope of ['everything', 'read everything', 'READ', 'read:"x"', 'toString']) {
    const response = await postClientCredentials(service, credentials, { scope });
    expect(await oauthError(response)).toEqual([400, 'invalid_scope']);
  }
});

test('88 what a request says about the client’s own addresses is nothing that we fetch', async () => {
  const response = await postClientCredentials(service, credentials, {
    jwks_uri: 'http://169.254.169.254/',
    request_uri: 'http://169.254.169.254/',
  });
  expect(response.status).toBe(200);
});

test('68 the host that a request claims changes nothing', async () => {
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    const sent = request(`${service.url}/oauth2/token`, {
      method: 'POST',
      headers: {
        Host: 'evil.example',
        'X-Forwarded-Host': 'evil.example',
        'X-Forwarded-Proto': 'gopher',
        'X-Forwarded-For': '203.0.113.9',
        Authorization: credentials.basic,
        'Content-Type': 'application/x-www-form-urlencoded',
      },
    });
    sent.once('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once('error', reject);
    sent.end('grant_type=client_credentials');
  });
  expect(status).toBe(200);
  expect(service.log()).not.toContain('203.0.113.9');
});

test('87 who guesses secrets is told to wait, and so is the right one from there', async () => {
  const limited = await startTestService({
    limits: { authentication_failures_per_client_and_address: 3 },
    limitWindow: 3_600,
  });
  try {
    const known = await createService(limited);
    for (const id of [known.id, 'nobody']) {
      const guess = { basic: basicAuth(id, 'guess') };
      for (let attempt = 0; attempt < 3; attempt++) {
        const response = await postClientCredentials(limited, guess);
        expect(await oauthError(response)).toEqual([401, 'invalid_client']);
      }
      const refused = await postClientCredentials(limited, guess);
      expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(await oauthError(refused)).toEqual([429, 'slow_down']);
    }
    expect((await postClientCredentials(limited, known)).status).toBe(429);
    const other = await createService(limited);
    expect((await postClientCredentials(limited, other)).status).toBe(200);
  } finally {
    await limited.close();
  }
});

test('87 who guesses in the form is told to wait like who guesses by Basic', async () => {
  const limited = await startTestService({
    limits: { authentication_failures_per_client_and_address: 3 },
    limitWindow: 3_600,
  });
  const paths = ['/oauth2/token', '/oauth2/par', '/oauth2/device_authorization'];
  try {
    for (const path of paths) {
      const known = await createService(limited);
      for (const client_id of [known.id, `nobody at ${path}`]) {
        const guess = { ...grant, client_id, client_secret: 'guess' };
        for (let attempt = 0; attempt < 3; attempt++) {
          expect((await postForm(limited, path, guess)).status).toBe(401);
        }
        const refused = await postForm(limited, path, guess);
        expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
        expect(await oauthError(refused), path).toEqual([429, 'slow_down']);
      }
      const right = { ...grant, client_id: known.id, client_secret: known.secret };
      expect((await postForm(limited, path, right)).status).toBe(429);
    }
  } finally {
    await limited.close();
  }
});

test('89 a form that is too large, compressed or not in UTF-8 is refused wherever one is taken', async () => {
  const paths = ['token', 'par', 'device_authorization', 'userinfo', 'logout/confirm'];
  const large = { 'Content-Type': 'application/x-www-form-urlencoded' };
  for (const path of [...paths.map((name) => `/oauth2/${name}`), '/device']) {
    for (const [body, headers] of [
      [`x=${'a'.repeat(16 * 1024)}`, large],
      ['a=b', { 'Content-Encoding': 'gzip' }],
      ['a=b', { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-7' }],
    ] as const) {
      const response = await postForm(service, path, body, headers);
      expect(response.status, path).toBe(400);
      expect(await response.text()).toMatch(/16384|Content-Encoding|charset/);
    }
  }
});

test('a refused secret is audited, and counted in the metrics', async () => {
  const own = await startTestService();
  try {
    const known = await createService(own);
    await postClientCredentials(own, { basic: basicAuth(known.id, 'wrong') });
    const events = await own.storage.stores.audit.list({ type: 'client.authentication_failed' });
    expect(events).toEqual([
      expect.objectContaining({ clientId: known.id, actor: { type: 'anonymous' } }),
    ]);
    const metrics = await (await fetch(`${own.url}/metrics`)).text();
    expect(metrics).toContain('casement_refusals_total{error="invalid_client"} 1');
  } finally {
    await own.close();
  }
});

test('many at once get a token each', async () => {
  const tokens = await Promise.all(
    Array.from({ length: 20 }, () => clientCredentialsToken(service, credentials)),
  );
  expect(new Set(tokens).size).toBe(20);
});
