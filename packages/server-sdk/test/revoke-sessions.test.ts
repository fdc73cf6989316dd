import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEmbedClient, type EmbedClient, type RevokeSessionsOptions } from '../src/index.ts';
import { failureOf } from './support/failure.ts';
import { json, type ScriptedIssuer, startScriptedIssuer } from './support/scripted-issuer.ts';

let issuer: ScriptedIssuer;
let embed: EmbedClient;

beforeEach(async () => {
  issuer = await startScriptedIssuer((_, response) => json(response, 200, { revoked: 2 }));
  embed = createEmbedClient({
    issuer: issuer.url,
    clientId: 'portal',
    clientSecret: 'hush',
    retry: { baseDelayMs: 1 },
  });
});

afterEach(async () => {
  await embed.close();
  await issuer.close();
});

test.each([
  [{ sessionId: 's1' }, { session_id: 's1' }],
  [{ user: { email: 'ana@example.com' } }, { user: { email: 'ana@example.com' } }],
])('%j', async (options, body) => {
  expect(await embed.revokeSessions(options)).toEqual({ revoked: 2 });
  const [request] = issuer.requests;
  expect(request?.method).toBe('POST');
  expect(request?.url).toBe('/embed/sessions/revoke');
  expect(request?.headers.authorization).toMatch(/^Basic /);
  expect(JSON.parse(request?.body ?? '')).toEqual(body);
});

test('none of one’s own: 0', async () => {
  issuer.script = (_, response) => json(response, 200, { revoked: 0 });
  expect(await embed.revokeSessions({ sessionId: 'somebody’s' })).toEqual({ revoked: 0 });
});

test('both or neither is not sent', async () => {
  for (const wrong of ['{}', '{"sessionId":"s","user":{"email":"e"}}']) {
    const options: RevokeSessionsOptions = JSON.parse(wrong);
    expect((await failureOf(embed.revokeSessions(options))).code).toBe('invalid_request');
  }
  expect(issuer.requests).toHaveLength(0);
});

describe('failures', () => {
  test('a refusal, without the secret', async () => {
    issuer.script = (_, response) =>
      json(response, 401, { error: 'invalid_client', error_description: 'not hush' });
    const error = await failureOf(embed.revokeSessions({ sessionId: 's' }));
    expect(error).toMatchObject({ code: 'invalid_client', status: 401 });
    expect(error.message).not.toContain('hush');
  });

  test.each([{ revoked: '2' }, {}, [], 'ok', { revoked: 1.5 }])('%j is no answer', async (body) => {
    issuer.script = (_, response) => json(response, 200, body);
    const error = await failureOf(embed.revokeSessions({ sessionId: 's' }));
    expect(error.code).toBe('unexpected_response');
  });

  test('a connection that breaks is tried again', async () => {
    const works = issuer.script;
    issuer.script = (request, response, index) =>
      index === 0 ? void response.destroy() : works(request, response, index);
    expect(await embed.revokeSessions({ sessionId: 's' })).toEqual({ revoked: 2 });
  });

  test('aborted by the caller', async () => {
    const signal = AbortSignal.abort();
    expect((await failureOf(embed.revokeSessions({ sessionId: 's', signal }))).code).toBe(
      'aborted',
    );
  });
});
