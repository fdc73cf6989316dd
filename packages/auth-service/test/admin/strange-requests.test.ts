import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiCaller, callerWithRole } from '../support/admin-requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let boss: ApiCaller;

beforeAll(async () => {
  service = await startTestService();
  boss = await callerWithRole(service, { role: 'super_admin' });
});
afterAll(() => service.close());

test('JSON that is nested too deeply is refused, with an idempotency key too', async () => {
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  const one = `/api/v1/clients/${service.dynamic.client.id}`;
  const bodies: [method: string, path: string, body: string][] = [
    ['POST', '/api/v1/clients', `{"type":"app","name":"x","more":${deep(30_000)}}`],
    ['PATCH', one, `{"more":${deep(30_000)}}`],
    ['POST', `${one}/keys`, `{"jwk":{"kty":"EC","x":${deep(30_000)}}}`],
    ['POST', '/api/v1/clients/import', `{"clients":${deep(400_000)}}`],
  ];
  const headers = { 'Idempotency-Key': crypto.randomUUID(), 'If-Match': '*' };
  for (const [method, path, body] of bodies) {
    const { errors } = await boss.refused('invalid_request', method, path, { body, headers });
    expect(errors?.[0]?.message).toContain('more than 32 levels');
  }
});

test('an address that is no UTF-8 is refused, and so is a parameter that every object has', async () => {
  for (const path of ['users/%ff', 'users/%E0%A4%A', 'clients/%ED%A0%80']) {
    const { errors } = await boss.refused('invalid_request', 'GET', `/api/v1/${path}`);
    expect(errors).toMatchObject([{ in: 'path' }]);
  }
  for (const name of ['__proto__', 'constructor', 'toString']) {
    const { errors } = await boss.refused('invalid_request', 'GET', `/api/v1/users?${name}=x`);
    expect(errors).toMatchObject([{ in: 'query', path: name }]);
  }
});

test('a key’s ID is a short text', async () => {
  const jwk = await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey);
  const keys = `/api/v1/clients/${service.dynamic.client.id}/keys`;
  for (const kid of [5, { a: 1 }, ['x'], '', 'a\u0000b', 'x'.repeat(257)]) {
    const body = { jwk: { ...jwk, kid } };
    const { errors } = await boss.refused('invalid_request', 'POST', keys, { body });
    expect(errors).toMatchObject([{ path: 'jwk.kid' }]);
  }
});

test('a secret or a key for a client that is deleted meanwhile is refused, and leaves nothing', async () => {
  const { clients } = service.administration;
  for (const value of ['a typed one takes its time'.replaceAll(' ', '-'), undefined]) {
    const { client } = await clients.createEmbeddedClient({
      ...{ name: 'Gone', teamId: service.team.id, userMode: 'dynamic' },
      allowedOrigins: ['https://gone.example.com'],
    });
    const one = `/api/v1/clients/${client.id}`;
    const rotations = Array.from({ length: 4 }, () =>
      boss.send('POST', `${one}/rotate-secret`, { body: { confirm_name: 'Gone', value } }),
    );
    // As soon as the service has them in hand.
    const deletion = boss.send('DELETE', `${one}?confirm_name=Gone`);
    expect((await deletion).status).toBe(204);
    for (const { status, body } of await Promise.all(rotations)) {
      expect([201, 404], JSON.stringify(body)).toContain(status);
    }
    await boss.refused('not_found', 'GET', `${one}/secrets`);
  }
});

test('a refusal says rule, number and way out in the names of the wire, and nothing of libraries', async () => {
  const long = 'x'.repeat(255);
  const redirects = { type: 'app', name: '', redirect_uris: ['http://a.example', 'ftp://b'] };
  for (const [method, path, body, detail] of [
    [
      'GET',
      'clients?limit=500',
      undefined,
      'limit: At most 200; this is 500: send a lower number.',
    ],
    ['GET', 'clients?limit=0', undefined, 'limit: At least 1; this is 0: send a higher number.'],
    ['GET', 'users?search=', undefined, 'search: At least 1 character; this has 0: send more.'],
    [
      ...(['GET', `clients?user_id=${long}`, undefined] as const),
      'user_id: At most 254 characters; this has 255: send fewer.',
    ],
    ['POST', 'clients', { type: 'portal' }, 'type: Must be one of embedded, app, service.'],
    [
      ...(['POST', 'webhooks', { url: 'https://a.example', events: [] }] as const),
      'events: At least 1 entry; this has 0: send more.',
    ],
    [
      ...(['POST', 'webhooks', { url: 'https://a.example', events: 'some' }] as const),
      'events: Must be all. Or: Must be an array.',
    ],
    [
      ...(['GET', 'clients?unused_since=lately', undefined] as const),
      'unused_since: Must be an instant in UTC, as 2026-03-01T12:00:00Z.',
    ],
    ['POST', 'clients', redirects, /^name: .* redirect_uris\.0: .* redirect_uris\.1: /],
    [
      ...(['POST', 'clients', { type: 'app', name: 'x', allowed_origins: ['https://a'] }] as const),
      /^allowed_origins: .*: use cors_origins\./,
    ],
  ] as const) {
    const request = body === undefined ? {} : { body };
    const refused = await boss.refused('invalid_request', method, `/api/v1/${path}`, request);
    if (typeof detail === 'string') expect(refused.detail).toBe(detail);
    else expect(refused.detail).toMatch(detail);
    expect(JSON.stringify(refused)).not.toMatch(
      /Too (big|small)|Invalid|expected|[a-z]Uris|[a-z]Origins/,
    );
  }
});
