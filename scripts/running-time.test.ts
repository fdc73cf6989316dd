import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningTime, startRunningTime } from './running-time.ts';

let time: RunningTime;
beforeEach(() => {
  time = startRunningTime();
});
afterEach(() => time.stop());

/** What passes on both clocks. */
async function passed(during: () => unknown) {
  const [real, running] = [performance.now(), time.now()];
  await during();
  return { real: performance.now() - real, running: time.now() - running };
}

test('what the process is kept from does not count', async () => {
  const { real, running } = await passed(async () => {
    for (let stalls = 0; stalls < 3; stalls += 1) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
      await wait(1);
    }
  });
  expect(real).toBeGreaterThanOrEqual(1_500);
  expect(running).toBeLessThan(500);
  expect(time.stalled()).toBeGreaterThan(1_000);
});

test('what it works counts, also in one piece', async () => {
  const milliseconds = () => process.threadCpuUsage().user / 1000;
  const { running } = await passed(() => {
    const begin = milliseconds();
    while (milliseconds() - begin < 400);
  });
  expect(running).toBeGreaterThan(380);
});

test('what it waits for counts', async () => {
  const { real, running } = await passed(() => wait(400));
  expect(running).toBeLessThanOrEqual(real);
  expect(running + time.stalled()).toBeGreaterThan(395);
});
