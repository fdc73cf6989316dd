import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProofKey, type ProofKey } from '../support/proof-key.ts';
import { expectRefusal, mint, postExchange, TOKEN_ENDPOINT } from '../support/requests.ts';
import { DASHBOARD, ISSUER, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let key: ProofKey;
beforeAll(async () => {
  service = await startTestService();
  key = await createProofKey();
});
afterAll(() => service.close());

describe('the code', () => {
  test('unknown or malformed', async () => {
    for (const code of ['csm_cc_unknown', 'x', '\u0000', 'é'.repeat(2000)]) {
      await expectRefusal(await postExchange(service, key, code), 400, 'invalid_grant');
    }
  });

  test('69: used before; the attempt is audited and counted', async () => {
    const code = await mint(service, key);
    expect((await postExchange(service, key, code)).status).toBe(200);
    await expectRefusal(await postExchange(service, key, code), 400, 'invalid_grant');
    const [event] = await service.storage.stores.audit.list({ type: 'challenge_code.reused' });
    expect(event).toMatchObject({
      clientId: service.dynamic.client.id,
      userId: service.ana.id,
      details: { audience: DASHBOARD },
    });
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/^casement_challenge_code_reuses_total 1$/m);
  });

  test('of another client, key or embedder origin: refused, and not used up', async () => {
    const code = await mint(service, key);
    const other = await createProofKey();
    await expectRefusal(
      await postExchange(service, key, code, { client: service.pinned }),
      400,
      'invalid_grant',
    );
    await expectRefusal(await postExchange(service, other, code), 400, 'invalid_grant');
    for (const embedder_origin of [
      'https://evil.example',
      'https://portal.example.com/',
      'https://sub.portal.example.com',
      'HTTPS://PORTAL.EXAMPLE.COM',
      'null',
    ]) {
      const response = await postExchange(service, key, code, { form: { embedder_origin } });
      await expectRefusal(response, 400, 'invalid_grant');
    }
    expect((await postExchange(service, key, code)).status).toBe(200);
  });

  test('70: expired after 60 seconds', async () => {
    const late = await startTestService();
    const begin = Math.floor(Date.now() / 1000);
    const proofAt = (seconds: number) => key.proof(TOKEN_ENDPOINT, { iat: begin + seconds });
    late.stopClock();
    try {
      const code = await mint(late, key);
      const inTime = await mint(late, key);
      late.advance(59_000);
      expect((await postExchange(late, key, inTime, { proof: await proofAt(59) })).status).toBe(
        200,
      );
      late.advance(1_001);
      await expectRefusal(
        await postExchange(late, key, code, { proof: await proofAt(60) }),
        400,
        'invalid_grant',
      );
    } finally {
      await late.close();
    }
  });
});

describe('the form', () => {
  test.each(['grant_type', 'client_id', 'challenge_code', 'embedder_origin'])(
    '%s missing, empty or given twice',
    async (field) => {
      const code = await mint(service, key);
      for (const value of [undefined, '']) {
        const response = await postExchange(service, key, code, { form: { [field]: value } });
        const { errors } = await expectRefusal(response, 400, 'invalid_request');
        expect(errors).toEqual([{ path: field, message: expect.any(String) }]);
      }
      const twice = await fetch(`${service.url}/embed/token`, {
        method: 'POST',
        headers: { Origin: DASHBOARD, DPoP: await key.proof(TOKEN_ENDPOINT) },
        body: new URLSearchParams([
          [field, 'a'],
          [field, 'a'],
        ]),
      });
      const body = await expectRefusal(twice, 400, 'invalid_request');
      expect(body.errors).toEqual([{ path: field, message: expect.stringMatching(/once/) }]);
    },
  );

  test('another grant type', async () => {
    for (const grant_type of ['password', 'refresh_token', 'authorization_code']) {
      const response = await postExchange(service, key, 'x', { form: { grant_type } });
      await expectRefusal(response, 400, 'unsupported_grant_type');
    }
  });

  test('an unknown field is ignored (RFC 6749 §3.2)', async () => {
    const code = await mint(service, key);
    const response = await postExchange(service, key, code, { form: { colour: 'red' } });
    expect(response.status).toBe(200);
  });

  test('JSON, too large, and in the URL', async () => {
    const headers = { Origin: DASHBOARD, DPoP: await key.proof(TOKEN_ENDPOINT) };
    const post = (path: string, body: string | URLSearchParams, extra = {}) =>
      fetch(`${service.url}${path}`, { method: 'POST', headers: { ...headers, ...extra }, body });
    const json = { 'Content-Type': 'application/json' };
    await expectRefusal(await post('/embed/token', '{}', json), 400, 'invalid_request');
    const large = new URLSearchParams({ challenge_code: 'x'.repeat(20_000) });
    await expectRefusal(await post('/embed/token', large), 400, 'invalid_request');
    const inUrl = await post('/embed/token?challenge_code=csm_cc_x', new URLSearchParams());
    await expectRefusal(inUrl, 400, 'invalid_request');
  });
});

describe('the HTTP origin', () => {
  test.each([
    ['absent', null],
    ['null', 'null'],
    ['another', 'https://evil.example'],
    ['a subdomain', 'https://sub.dash.example.com'],
    ['another port', 'https://dash.example.com:8443'],
    ['another scheme', 'http://dash.example.com'],
    ['upper case', 'https://DASH.example.com'],
    ['with a slash', 'https://dash.example.com/'],
    ['two origins', 'https://dash.example.com https://evil.example'],
  ])('71: %s', async (_name, origin) => {
    const code = await mint(service, key);
    const response = await postExchange(service, key, code, { origin });
    await expectRefusal(response, 403, 'origin_not_allowed');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('vary')).toContain('Origin');
    expect((await postExchange(service, key, code)).status).toBe(200);
  });

  test('of another dashboard application than the code’s', async () => {
    const other = 'https://reports.example.com';
    const dashboard = (origin: string) => ({
      audience: `${origin}/api`,
      origin,
      client_id: origin,
      client_secret: 'secret-of-the-dashboard',
    });
    const two = await startTestService({ dashboards: [dashboard(DASHBOARD), dashboard(other)] });
    try {
      const code = await mint(two, key, { audience: `${other}/api` });
      await expectRefusal(await postExchange(two, key, code), 400, 'invalid_grant');
      const right = await postExchange(two, key, code, { origin: other });
      expect(right.status).toBe(200);
      expect(right.headers.get('access-control-allow-origin')).toBe(other);
    } finally {
      await two.close();
    }
  });

  test('68: neither Host nor forwarded headers change anything', async () => {
    const code = await mint(service, key);
    const headers = {
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'http',
      'X-Forwarded-For': '203.0.113.9',
      Forwarded: 'host=evil.example',
    };
    const response = await postExchange(service, key, code, { headers });
    expect(response.status).toBe(200);
    const { access_token, session_id } = (await response.json()) as Record<string, string>;
    const claims = JSON.parse(
      Buffer.from(access_token?.split('.')[1] ?? '', 'base64url').toString(),
    ) as { iss: string };
    expect(claims.iss).toBe(ISSUER);
    const session = await service.storage.stores.sessions.find(session_id ?? '');
    expect(session?.address).toMatch(/127\.0\.0\.1$/);
  });
});
