import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { setMinting } from './support/minting.ts';
import { type PortalOptions, portals, type RunningPortal } from './support/portal-servers.ts';
import { json } from './support/scripted-issuer.ts';

const THUMBPRINT = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs';
const good = { key_thumbprint: THUMBPRINT, reason: 'initial' };
const signedIn = { cookie: 'session=ana' };
const knowsAna: PortalOptions = {
  user: (cookie) => (cookie === 'session=ana' ? { email: 'ana@example.com' } : null),
  parameters: () => ({ tenant: 'acme' }),
};

const minting = setMinting();

describe.each(Object.entries(portals))('%s', (_, start) => {
  let portal: RunningPortal;

  async function open(options: PortalOptions = knowsAna): Promise<void> {
    portal = await start(minting.embed, options);
  }

  /** What a page would send, with what a test changes; node:http, as fetch forbids such headers. */
  async function post(
    body: string | Uint8Array = JSON.stringify(good),
    headers: Record<string, string | undefined> = {},
    method = 'POST',
  ): Promise<{ status: number; headers: Record<string, unknown>; body: Record<string, unknown> }> {
    const sent = {
      'content-type': 'application/json',
      origin: portal.url,
      ...signedIn,
      ...headers,
    };
    const request = httpRequest(`${portal.url}/api/challenge-code`, {
      method,
      headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)),
    });
    const answered = new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
      request.on('response', resolve).on('error', reject);
    });
    request.end(body);
    const response = await answered;
    const answer = await text(response);
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: JSON.parse(answer) as Record<string, unknown>,
    };
  }

  afterEach(() => portal.close());

  test('mints for the signed-in user, with the pinned parameters', async () => {
    await open({ ...knowsAna, audience: 'https://dash.example.com' });
    const answer = await post();
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ challenge_code: 'csm_cc_fresh', expires_in: 60 });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['content-type']).toBe('application/json');
    expect(JSON.parse(minting.issuer.requests[0]?.body ?? '')).toEqual({
      origin: portal.url,
      key_thumbprint: THUMBPRINT,
      user: { email: 'ana@example.com' },
      audience: 'https://dash.example.com',
      parameters: { tenant: 'acme' },
    });
  });

  test('static mode names no user', async () => {
    await open({});
    expect((await post()).status).toBe(200);
    expect(JSON.parse(minting.issuer.requests[0]?.body ?? '')).not.toHaveProperty('user');
  });

  test('nobody signed in: login_required, nothing minted', async () => {
    await open();
    const answer = await post(undefined, { cookie: undefined });
    expect(answer).toMatchObject({ status: 401, body: { error: 'login_required' } });
    expect(minting.issuer.requests).toHaveLength(0);
  });

  test('only POST', async () => {
    await open();
    const answer = await post('', {}, 'GET');
    expect(answer).toMatchObject({ status: 405, body: { error: 'method_not_allowed' } });
    expect(answer.headers.allow).toBe('POST');
  });

  test.each([
    ['absent', undefined],
    ['null', 'null'],
    ['another site', 'https://evil.example'],
    ['another port', 'http://127.0.0.1:1'],
    ['another spelling', 'HTTP://127.0.0.1'],
    ['a list', 'https://evil.example, http://127.0.0.1'],
  ])('Origin %s is refused', async (_name, origin) => {
    await open();
    const answer = await post(undefined, { origin });
    expect(answer).toMatchObject({ status: 403, body: { error: 'origin_not_allowed' } });
    expect(minting.issuer.requests).toHaveLength(0);
  });

  test('forwarded fields count only when the proxy is trusted', async () => {
    const proxied = {
      origin: 'https://portal.example.com',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'portal.example.com',
    };
    await open();
    const refused = await post(undefined, proxied);
    expect(refused.status).toBe(403);
    expect(refused.body.error_description).toContain('trustProxy');
    await portal.close();
    await open({ ...knowsAna, trustProxy: true });
    expect((await post(undefined, proxied)).status).toBe(200);
    expect(JSON.parse(minting.issuer.requests[0]?.body ?? '').origin).toBe(
      'https://portal.example.com',
    );
    expect((await post(undefined, { ...proxied, origin: portal.url })).status).toBe(403);
    const garbage = { ...proxied, 'x-forwarded-host': 'portal.example.com/x' };
    expect((await post(undefined, garbage)).status).toBe(403);
  });

  test('a configured origin is compared exactly', async () => {
    await open({ ...knowsAna, origin: 'https://portal.example.com' });
    expect((await post(undefined, { origin: 'https://portal.example.com' })).status).toBe(200);
    expect((await post()).status).toBe(403);
  });

  test('allowedOrigins: each of them, and the code is minted for the asking one', async () => {
    await open({ ...knowsAna, allowedOrigins: ['https://a.example', 'https://b.example'] });
    expect((await post(undefined, { origin: 'https://b.example' })).status).toBe(200);
    expect(JSON.parse(minting.issuer.requests[0]?.body ?? '').origin).toBe('https://b.example');
    expect((await post(undefined, { origin: 'https://c.example' })).status).toBe(403);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', undefined])(
    'Content-Type %s is refused',
    async (contentType) => {
      await open();
      const answer = await post(undefined, { 'content-type': contentType });
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
      expect(minting.issuer.requests).toHaveLength(0);
    },
  );

  test('a charset beside the content type is fine', async () => {
    await open();
    const answer = await post(undefined, { 'content-type': 'application/json; charset=utf-8' });
    expect(answer.status).toBe(200);
  });

  test.each([
    ['thumbprint missing', { reason: 'initial' }, 'key_thumbprint'],
    ['thumbprint too short', { ...good, key_thumbprint: 'abc' }, 'key_thumbprint'],
    ['thumbprint in base64', { ...good, key_thumbprint: `${'a'.repeat(42)}+` }, 'key_thumbprint'],
    ['thumbprint a number', { ...good, key_thumbprint: 7 }, 'key_thumbprint'],
    ['reason missing', { key_thumbprint: THUMBPRINT }, 'reason'],
    ['reason unknown', { ...good, reason: 'because' }, 'reason'],
    ['attempt negative', { ...good, attempt: -1 }, 'attempt'],
    ['a user of the page’s choice', { ...good, user: { email: 'eve@example.com' } }, 'user'],
    ['an array', [good], ''],
    ['a number', 7, ''],
    ['null', null, ''],
  ])('%s is refused by its name', async (_name, body, path) => {
    await open();
    const answer = await post(JSON.stringify(body));
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.body).toMatchObject({ error: 'invalid_request', errors: [{ path }] });
    expect(minting.issuer.requests).toHaveLength(0);
  });

  test('an unknown field is answered with the known ones', async () => {
    await open();
    const answer = await post(JSON.stringify({ ...good, extra: 1 }));
    expect(answer.body.error_description).toContain('key_thumbprint, reason, attempt');
  });

  test('a documented attempt is fine', async () => {
    await open();
    expect((await post(JSON.stringify({ ...good, attempt: 3 }))).status).toBe(200);
  });

  test.each([
    [403, 'origin_not_allowed'],
    [403, 'user_not_eligible'],
    [401, 'invalid_client'],
    [403, 'client_disabled'],
  ])('passes on %i %s', async (status, error) => {
    await open();
    minting.issuer.script = (_request, response) =>
      json(response, status, { error, error_description: 'why' }, { 'www-authenticate': 'Basic' });
    const answer = await post();
    expect(answer).toMatchObject({ status, body: { error } });
    // A Basic challenge would make the browser ask the visitor for a password.
    expect(answer.headers).not.toHaveProperty('www-authenticate');
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('passes on slow_down with its Retry-After', async () => {
    await open();
    minting.issuer.script = (_request, response) =>
      json(response, 429, { error: 'slow_down', error_description: 'x' }, { 'retry-after': '9' });
    const answer = await post();
    expect(answer).toMatchObject({ status: 429, body: { error: 'slow_down' } });
    expect(answer.headers['retry-after']).toBe('9');
  });

  test.each([
    ['resets', (_: unknown, response: import('node:http').ServerResponse) => response.destroy()],
    [
      'answers 502',
      (_: unknown, response: import('node:http').ServerResponse) => response.writeHead(502).end(),
    ],
    [
      'answers 500',
      (_: unknown, response: import('node:http').ServerResponse) =>
        response.writeHead(500).end('<h1>'),
    ],
    [
      'redirects',
      (_: unknown, response: import('node:http').ServerResponse) => response.writeHead(302).end(),
    ],
  ])('an issuer that %s is temporarily_unavailable', async (_name, script) => {
    await open();
    minting.issuer.script = (request, response) => void script(request, response);
    const answer = await post();
    expect(answer).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });
});
