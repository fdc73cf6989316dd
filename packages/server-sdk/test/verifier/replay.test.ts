import { describe, expect, test } from 'vitest';
import { ReplayMemory } from '../../src/verifier/replay-memory.ts';
import { failureOf } from '../support/failure.ts';
import { frameKey } from '../support/frame-key.ts';
import { API, setScene } from './scene.ts';

const stage = setScene();

describe('replay', () => {
  test('the same proof twice, also at once', async () => {
    const token = await stage.scene.mint();
    const proof = await stage.scene.frame.prove(token, { url: API, nowMs: stage.scene.nowMs });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        stage.scene.verifier.verify(stage.scene.request(token, proof)),
      ),
    );
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(19);
    expect(refused[0]).toMatchObject({ reason: { code: 'invalid_dpop_proof' } });
  });

  test('the same jti in another proof of the same key', async () => {
    const token = await stage.scene.mint();
    const send = async (secondsAgo: number): Promise<unknown> =>
      stage.scene.verifier.verify(
        stage.scene.request(
          token,
          await stage.scene.frame.prove(
            token,
            { url: API, nowMs: stage.scene.nowMs - secondsAgo * 1000 },
            { jti: 'one' },
          ),
        ),
      );
    await send(50);
    expect(await failureOf(send(0))).toMatchObject({ code: 'invalid_dpop_proof' });
  });

  test('the same jti of another key is another proof', async () => {
    const token = await stage.scene.mint();
    await stage.scene.verifier.verify(
      stage.scene.request(
        token,
        await stage.scene.frame.prove(token, { url: API }, { jti: 'one' }),
      ),
    );
    stage.scene.frame = await frameKey();
    const other = await stage.scene.mint();
    await stage.scene.verifier.verify(
      stage.scene.request(
        other,
        await stage.scene.frame.prove(other, { url: API }, { jti: 'one' }),
      ),
    );
  });

  test('a refused proof is not used up', async () => {
    const token = await stage.scene.mint();
    const proof = await stage.scene.frame.prove(token, { url: API, nowMs: stage.scene.nowMs });
    await failureOf(
      stage.scene.verifier.verify(stage.scene.request(token, proof, { method: 'POST' })),
    );
    await stage.scene.verifier.verify(stage.scene.request(token, proof));
  });

  test('a full memory refuses for now instead of forgetting, and recovers', async () => {
    const small = stage.scene.open({ replayMemorySize: 3 });
    const use = async (): Promise<unknown> => {
      stage.scene.frame = await frameKey();
      return stage.scene.use(await stage.scene.mint(), small);
    };
    for (let at = 0; at < 3; at += 1) await use();
    expect(await failureOf(use())).toMatchObject({
      code: 'temporarily_unavailable',
      status: 503,
    });
    stage.scene.nowMs += 131_000;
    await use();
    await small.close();
  });

  test('one session has a tenth of the memory: it slows down alone, and a replay stays one', async () => {
    const { scene } = stage;
    const small = scene.open({ replayMemorySize: 10 });
    const token = await scene.mint();
    const proof = await scene.frame.prove(token, { url: API, nowMs: scene.nowMs });
    await small.verify(scene.request(token, proof));
    // A renewed token does not help: the key is the same for as long as the session lives.
    const renewed = await scene.mint({ jti: 'renewed' });
    expect(await failureOf(scene.use(renewed, small))).toMatchObject({
      code: 'slow_down',
      status: 429,
      retryAfterSeconds: 10,
      message: expect.stringMatching(/replayMemorySize/),
    });
    expect(await failureOf(small.verify(scene.request(token, proof)))).toMatchObject({
      code: 'invalid_dpop_proof',
    });
    expect(small.counters.refused.slow_down).toBe(1);
    scene.frame = await frameKey();
    await scene.use(await scene.mint(), small);
    await small.close();
  });
});

describe('the memory', () => {
  const MINUTE = 60_000;

  test('a key has a tenth of it, and what it is refused takes nothing from others', () => {
    const memory = new ReplayMemory(20);
    const ask = (id: string, key: string) => memory.remember(id, key, MINUTE, 0);
    expect([ask('1', 'greedy'), ask('2', 'greedy')]).toEqual(['new', 'new']);
    for (let at = 3; at < 100; at += 1) expect(ask(`${at}`, 'greedy')).toBe('crowded');
    expect(ask('1', 'greedy')).toBe('seen');
    for (let other = 0; other < 9; other += 1) {
      expect([ask(`a${other}`, `${other}`), ask(`b${other}`, `${other}`)]).toEqual(['new', 'new']);
    }
    expect(memory.size).toBe(20);
    expect(ask('c', 'one more')).toBe('full');
    expect(memory.remember('c', 'one more', 3 * MINUTE, 2 * MINUTE)).toBe('new');
    expect(memory.size).toBe(1);
  });

  test('a share is given back in steps, as its proofs grow old, and never before', () => {
    const memory = new ReplayMemory(20);
    const ask = (id: string, atMs: number) => memory.remember(id, 'key', atMs + MINUTE, atMs);
    expect([ask('1', 0), ask('2', 30_000)]).toEqual(['new', 'new']);
    expect(ask('3', 59_999)).toBe('crowded');
    expect([ask('3', 71_000), ask('4', 71_000)]).toEqual(['new', 'crowded']);
    expect(ask('2', 71_000)).toBe('seen');
  });

  test('however small, it has room for one proof of a key', () => {
    const memory = new ReplayMemory(1);
    expect(memory.remember('1', 'key', MINUTE, 0)).toBe('new');
    expect(memory.remember('2', 'other', MINUTE, 0)).toBe('full');
  });
});
