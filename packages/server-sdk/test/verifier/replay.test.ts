import { describe, expect, test } from 'vitest';
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

  test('the same jti of another stage.scene.key is another proof', async () => {
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
    const token = await stage.scene.mint();
    for (let at = 0; at < 3; at += 1) await stage.scene.use(token, small);
    expect(await failureOf(stage.scene.use(token, small))).toMatchObject({
      code: 'temporarily_unavailable',
      status: 503,
    });
    stage.scene.nowMs += 131_000;
    await stage.scene.use(token, small);
    await small.close();
  });
});
