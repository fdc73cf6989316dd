import { describe, expect, type TestContext, test } from 'vitest';
import { reached, until } from '../support/eventually.ts';
import { CuttingProxy } from './cutting-proxy.ts';
import { RevocationScene } from './revocation-scene.ts';

/** A scene of the test's own: those that wait out the protocol's times do so side by side. */
async function openScene(
  { onTestFinished }: TestContext,
  options?: Parameters<typeof RevocationScene.open>[0],
): Promise<RevocationScene> {
  const scene = await RevocationScene.open(options);
  onTestFinished(() => scene.close());
  return scene;
}

test('EM17: an open stream ends with its session, a portal’s user by e-mail', async (context) => {
  const scene = await openScene(context);
  const { access_token } = await scene.token();
  const stream = await scene.open(access_token, '/stream');
  expect(stream.status).toBe(200);
  const startedAt = scene.time.now();
  const revoked = await scene
    .tenant()
    .embed.revokeSessions({ user: { email: scene.tenant().email } });
  expect(revoked).toEqual({ revoked: 1 });
  await expect(stream.text()).rejects.toThrow();
  expect(scene.time.now() - startedAt).toBeLessThan(1_000);
  expect(await scene.call(access_token)).toBe(401);
  expect(await scene.tenant().embed.revokeSessions({ sessionId: 'nobody’s' })).toEqual({
    revoked: 0,
  });
});

test('before the stream is read, the real introspection decides', async (context) => {
  const scene = await openScene(context, { start: false });
  const { access_token, session_id } = await scene.token();
  await scene.tenant().embed.revokeSessions({ sessionId: session_id });
  expect(await scene.call(access_token)).toBe(401);
});

// Unscaled, and at the same time.
describe.concurrent('with the times of the protocol', () => {
  test('the event stream is cut: refused within 15 s and the 5 s of an answer’s memory, then by introspection within 5 s', async (context) => {
    const proxy = await CuttingProxy.start();
    context.onTestFinished(() => proxy.close());
    const scene = await openScene(context, { tenants: 2, proxy });
    const [first, second] = [
      await scene.token(scene.tenant(0)),
      await scene.token(scene.tenant(1)),
    ];
    expect(await scene.call(first.access_token)).toBe(200);
    proxy.cut();
    const cutAt = scene.time.now();
    await scene.administration.clients.pause(scene.tenant(0).clientId);
    const blind = await scene.firstRefusal(first.access_token, cutAt, 22_000);
    expect(blind.status).toBe(401);
    expect(blind.afterMs).toBeLessThanOrEqual(21_000);
    expect(scene.verifier.status.mode).toBe('introspecting');

    expect(await scene.call(second.access_token)).toBe(200);
    await scene.administration.clients.pause(scene.tenant(1).clientId);
    const asked = await scene.firstRefusal(second.access_token, scene.time.now(), 7_000);
    expect(asked.status).toBe(401);
    expect(asked.afterMs).toBeLessThanOrEqual(6_000);

    proxy.mend();
    await reached(scene.verifier, 'streaming');
    await scene.administration.clients.resume(scene.tenant(0).clientId);
    const third = await scene.token(scene.tenant(0));
    expect(await scene.call(third.access_token)).toBe(200);
  });

  test('the auth service stops: 503 after 15 s, and recovery without a restart', async (context) => {
    const scene = await openScene(context);
    const { access_token } = await scene.token();
    expect(await scene.call(access_token)).toBe(200);
    await scene.service.close();
    const stoppedAt = scene.time.now();
    expect(await scene.call(access_token), 'within the grace').toBe(200);
    const refusal = await scene.firstRefusal(access_token, stoppedAt, 20_000);
    expect(refusal.status).toBe(503);
    expect(refusal.afterMs).toBeLessThanOrEqual(16_000);
    const heartbeatAt = scene.verifier.status.lastHeartbeatAt ?? 0;
    expect(Date.now() - heartbeatAt, 'not before').toBeGreaterThanOrEqual(15_000);
    expect(scene.verifier.status.mode).toBe('refusing');

    await scene.restart();
    await reached(scene.verifier, 'streaming');
    await until(() => scene.verifier.counters.reconnects > 0);
    expect(await scene.call(access_token)).toBe(200);
    const renewed = await scene.token();
    expect(await scene.call(renewed.access_token)).toBe(200);
    await scene.administration.clients.pause(scene.tenant().clientId);
    const { status, afterMs } = await scene.firstRefusal(access_token, scene.time.now(), 5_000);
    expect(status).toBe(401);
    expect(afterMs).toBeLessThan(1_000);
  });
});
