import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RevocationScene, type Tenant } from './revocation-scene.ts';

const TRIALS = 100;
const PROMISE_MS = 1_000;
/**
 * Taken in turn: a token that follows an event is dated into the next second, so one tenant's changes
 * many times a second would run ahead of what the verifier accepts as an iat.
 */
const TENANTS = 50;
/** What waits for the same look at the database may wait together. */
const AT_ONCE = 4;

let scene: RevocationScene;

beforeAll(async () => {
  // A stream that is lost is the other tests' affair: no pause of a busy machine is to look like one.
  scene = await RevocationScene.open({ tenants: TENANTS, timing: { lostAfterMs: 600_000 } });
});

afterAll(() => scene.close());

/** How long after a change the API still answered, trial by trial, in ms of the scene's time. */
async function measure(
  change: (tenant: Tenant, sessionId: string, trial: number) => Promise<unknown>,
  {
    restore = async (_: Tenant): Promise<unknown> => undefined,
    trials = TRIALS,
    atOnce = AT_ONCE,
  } = {},
): Promise<number[]> {
  const latencies: number[] = [];
  const stalled = scene.time.stalled();
  const attempt = async (trial: number): Promise<void> => {
    const tenant = scene.tenant(trial);
    const { access_token, session_id } = await scene.token(tenant);
    expect(await scene.call(access_token)).toBe(200);
    const startedAt = scene.time.now();
    const changed = change(tenant, session_id, trial);
    const { status, afterMs } = await scene.firstRefusal(access_token, startedAt, 5_000);
    await changed;
    await restore(tenant);
    expect(status).toBe(401);
    latencies.push(afterMs);
  };
  let next = 0;
  const line = async (): Promise<void> => {
    while (next < trials) await attempt(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, line));
  expect(latencies).toHaveLength(trials);
  const kept = (scene.time.stalled() - stalled).toFixed(0);
  console.error(
    `In ${trials} trials the machine kept this process waiting for ${kept} ms; not counted.`,
  );
  return latencies.sort((a, b) => a - b);
}

function report(what: string, latencies: number[]): number {
  const at = (share: number): number => latencies[Math.ceil(latencies.length * share) - 1] ?? NaN;
  const figures = [0.5, 0.99, 1].map((share) => `${at(share).toFixed(0)} ms`);
  console.error(`${what}: p50 ${figures[0]}, p99 ${figures[1]}, longest ${figures[2]}`);
  return at(0.99);
}

describe(`EM9, EM12, EM17: from the change to the first refused call, ${TRIALS} trials`, () => {
  test('pausing the client', async () => {
    const { clients } = scene.administration;
    const latencies = await measure(({ clientId }) => clients.pause(clientId), {
      restore: ({ clientId }) => clients.resume(clientId),
    });
    expect(report('client disabled', latencies)).toBeLessThanOrEqual(PROMISE_MS);
  });

  test('changing the user’s role', async () => {
    const { directory } = scene.administration;
    const latencies = await measure(({ teamId, userId }, _, trial) => {
      const roleId = Math.floor(trial / TENANTS) % 2 === 0 ? 'editor' : 'viewer';
      return directory.setMembership({ teamId, user: userId, roleId });
    });
    expect(report('role changed', latencies)).toBeLessThanOrEqual(PROMISE_MS);
  });

  test('ending the session, as its portal', async () => {
    const latencies = await measure(async ({ embed }, sessionId) => {
      expect(await embed.revokeSessions({ sessionId })).toEqual({ revoked: 1 });
    });
    expect(report('session revoked', latencies)).toBeLessThanOrEqual(PROMISE_MS);
  });

  test('dropping the keys, as one is compromised', async () => {
    const latencies = await measure(() => scene.administration.keys.dropAll(), {
      // The service may still sign with a key that it has not yet heard is gone.
      restore: (tenant) =>
        expect.poll(async () => scene.call((await scene.token(tenant)).access_token)).toBe(200),
      // Each takes long to get over; of so few, the 99th percentile is the longest.
      trials: 30,
      // The keys are everybody's.
      atOnce: 1,
    });
    expect(report('keys dropped', latencies)).toBeLessThanOrEqual(PROMISE_MS);
  });

  test('and none of it asked the issuer about a token', () => {
    expect(scene.verifier.counters).toMatchObject({ introspections: 0, reconnects: 0 });
    expect(scene.verifier.status.mode).toBe('streaming');
  });
});
