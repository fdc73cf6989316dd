import { beforeEach, describe, expect, test } from 'vitest';
import { failureOf } from '../support/failure.ts';
import { json } from '../support/scripted-issuer.ts';
import {
  errors,
  frame,
  issuer,
  open,
  refusal,
  setUp,
  UNKNOWN,
  use,
  verifier,
} from './revocation-scene.ts';

setUp();

describe('introspection', () => {
  beforeEach(() => {
    issuer.streaming = (_, response) => void response.destroy();
  });

  test('one request for many at once, with the token as form and the credentials', async () => {
    const token = await frame.mint();
    await Promise.all(Array.from({ length: 20 }, () => use(token)));
    expect(issuer.introspections()).toHaveLength(1);
    const [request] = issuer.introspections();
    expect(request?.method).toBe('POST');
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(request?.headers.authorization).toMatch(/^Basic /);
    expect(request?.body).toBe(new URLSearchParams({ token }).toString());
    expect(verifier.counters.introspections).toBe(1);
  });

  test.each([
    ['401', 401, { error: 'invalid_client', error_description: 'secret' }],
    ['429', 429, { error: 'slow_down', error_description: '' }],
    ['500', 500, {}],
    ['garbage', 200, '<html>'],
    ['active as a text', 200, { active: 'true' }],
    ['an error as 200', 200, { error: 'server_error' }],
  ])('an answer that says nothing refuses: %s', async (_, status, body) => {
    issuer.introspecting = (_request, response) => json(response, status, body);
    const token = await frame.mint();
    const error = await refusal(token);
    expect(error).toMatchObject(UNKNOWN);
    expect(JSON.stringify(errors.map(String))).not.toContain(token);
    expect(verifier.status.mode).toBe('refusing');
  });

  test('silence refuses when the time is over', async () => {
    issuer.introspecting = () => {};
    const impatient = open({ timeouts: { totalMs: 100 } });
    const error = await failureOf(frame.use(impatient, await frame.mint()));
    expect(error).toMatchObject(UNKNOWN);
    await impatient.close();
  });

  test('the answers kept are bounded', async () => {
    const small = open({ tokenCacheSize: 2 });
    const tokens = await Promise.all(Array.from({ length: 3 }, () => frame.mint()));
    for (const token of tokens) await frame.use(small, token);
    for (const token of tokens.slice(1)) await frame.use(small, token);
    expect(issuer.introspections()).toHaveLength(3);
    await frame.use(small, tokens[0] ?? '');
    expect(issuer.introspections()).toHaveLength(4);
    await small.close();
  });

  test('a bad proof or a foreign token is not worth a question', async () => {
    const token = await frame.mint();
    const request = await frame.request(token, 'https://dash.example.com/other');
    await failureOf(
      verifier.verify(new Request('https://dash.example.com/api', { headers: request.headers })),
    );
    expect(issuer.introspections()).toHaveLength(0);
  });
});
