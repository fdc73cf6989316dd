import { describe, expect, test } from 'vitest';
import type { SecurityEvent } from '../../src/index.ts';
import { startStream } from '../support/event-issuer.ts';
import { nextRevocation, reached, until } from '../support/eventually.ts';
import { failureOf } from '../support/failure.ts';
import { signingKey } from '../support/token-issuer.ts';
import {
  beating,
  frame,
  issuer,
  REVOKED,
  refusal,
  setUp,
  stopClock,
  streaming,
  use,
  verifier,
} from './revocation-scene.ts';

setUp();

describe('EM17: the stream is there', () => {
  test('it is followed from the first verification on, with the dashboard’s credentials', async () => {
    expect(verifier.status.mode).toBe('connecting');
    expect(issuer.requests).toHaveLength(0);
    const stop = beating();
    await use(await frame.mint());
    await reached(verifier, 'streaming');
    const [request] = issuer.streamRequests();
    const basic = Buffer.from('dashboard:dashboard-secret').toString('base64');
    expect(request?.headers.authorization).toBe(`Basic ${basic}`);
    expect(request?.headers.accept).toBe('text/event-stream');
    const asked = issuer.introspections().length;
    for (let times = 0; times < 5; times += 1) await use(await frame.mint());
    expect(issuer.streamRequests(), 'one reader per verifier').toHaveLength(1);
    expect(issuer.introspections(), 'no call per request').toHaveLength(asked);
    stop();
  });

  test.each([
    ['client.disabled', { client_id: 'client-1' }],
    ['client.deleted', { client_id: 'client-1' }],
    ['client.changed', { client_id: 'client-1' }],
    ['user.changed', { user_id: 'user-1' }],
    ['session.revoked', { session_id: 'session-1' }],
    ['token.revoked', { jti: 'token-1' }],
  ])('%s: older tokens are refused, newer ones and others are not', async (type, subject) => {
    const stop = await streaming();
    const at = Date.now();
    const iat = Math.floor(at / 1000);
    const older = await frame.mint({ jti: 'token-1', iat });
    const newer = await frame.mint({ jti: 'token-1', iat: iat + 1 });
    const others = { client_id: 'c', sub: 'u', sid: 's', jti: 't' };
    const other = await frame.mint({ ...others, iat });
    await use(older);
    const told = nextRevocation(verifier);
    issuer.publish(type, subject, at);
    await told;
    expect(await refusal(older)).toMatchObject(REVOKED);
    await use(newer);
    await use(other);
    expect(verifier.counters).toMatchObject({
      verified: 3,
      refused: { invalid_token: 1 },
      introspections: 0,
      events: 1,
      reconnects: 0,
    });
    expect(verifier.status.lastEventAt).toBeGreaterThanOrEqual(at);
    stop();
  });

  test('a listener learns what happened, and a listener that throws harms nobody', async () => {
    const heard: SecurityEvent[] = [];
    verifier.on('revoked', () => {
      throw new Error('full');
    });
    const dispose = verifier.on('revoked', (event) => heard.push(event));
    const stop = await streaming();
    issuer.publish('user.changed', { user_id: 'user-1' }, 1_800_000_000_000);
    await until(() => heard.length === 1);
    expect(heard).toMatchObject([
      { type: 'user.changed', id: '1', at: 1_800_000_000_000, userId: 'user-1' },
    ]);
    dispose();
    const told = nextRevocation(verifier);
    issuer.publish('user.changed', { user_id: 'user-1' });
    await told;
    expect(heard).toHaveLength(1);
    stop();
  });

  test('iat may be 5 s ahead of this clock, as the issuer dates tokens after an event', async () => {
    const stop = await streaming();
    const seconds = Math.floor(stopClock() / 1000);
    await use(await frame.mint({ iat: seconds + 5 }));
    expect(await refusal(await frame.mint({ iat: seconds + 7 }))).toMatchObject(REVOKED);
    stop();
  });

  test('keys.rotated: the keys are fetched at once, and a withdrawn one ends its tokens', async () => {
    const stop = await streaming();
    const token = await frame.mint();
    await use(token);
    const next = await signingKey('k2');
    issuer.published = [next.publicJwk];
    const before = issuer.jwksRequests();
    issuer.publish('keys.rotated', {});
    await until(() => issuer.jwksRequests() > before);
    await until(() => verifier.counters.events === 1);
    await until(() => issuer.jwksRequests() === before + 1);
    await expect.poll(() => failureOf(use(token))).toMatchObject(REVOKED);
    stop();
  });
});

describe('nothing is trusted before the replay is read', () => {
  test('a revocation of the last minutes counts on the first request', async () => {
    const token = await frame.mint();
    issuer.publish('session.revoked', { session_id: 'session-1' });
    const stop = await streaming();
    expect(await refusal(token)).toMatchObject(REVOKED);
    expect(issuer.introspections()).toHaveLength(0);
    stop();
  });

  test('while it is under way, tokens are introspected', async () => {
    issuer.streaming = (_, response) => startStream(response);
    const token = await frame.mint();
    await use(token);
    expect(verifier.status.mode).toBe('connecting');
    expect(issuer.introspections()).toHaveLength(1);
    await until(() => issuer.open === 1);
    issuer.publish('user.changed', { user_id: 'somebody' });
    await until(() => verifier.counters.events === 1);
    const other = await frame.mint();
    issuer.inactive.add(other);
    expect(await refusal(other)).toMatchObject(REVOKED);
    expect(verifier.status.mode, 'an event alone is no end of the replay').toBe('connecting');
    issuer.heartbeat();
    await reached(verifier, 'streaming');
    expect(verifier.status.lastHeartbeatAt).toBeGreaterThan(0);
  });
});
