/** 20 frames of one page: whatever happened to all of them at once, they do not come back at once. */
import { expect, test } from 'vitest';
import { activeLife, type Life, refusal } from '../support/renewal-life.ts';

const FRAMES = 20;

const page = (): Life[] =>
  Array.from({ length: FRAMES }, (_, index) => activeLife({ seed: (index + 1) / (FRAMES + 2) }));

/** The most flights of all frames that begin within any `ms`, from a moment on. */
function mostWithin(frames: Life[], ms: number, since: number): number {
  const starts = frames
    .flatMap((life) => life.flights.map(({ at }) => at))
    .filter((at) => at >= since)
    .sort((one, other) => one - other);
  return Math.max(0, ...starts.map((at) => starts.filter((x) => x >= at && x < at + ms).length));
}

test('20 frames with tokens of the same moment renew in one spread, a fifth of the lifetime wide', () => {
  const frames = page();
  for (const life of frames) life.pass(250_000);
  // 20 within 60 s; by chance some of them near to each other.
  expect(mostWithin(frames, 1_000, 1_000)).toBeLessThanOrEqual(5);
  for (const life of frames) expect(life.state.renewals).toBe(1);
});

test('20 frames after an outage come back over the whole backoff, not at once', () => {
  const frames = page();
  for (const life of frames) {
    life.fault = refusal('issuer_unreachable', { afterMs: 20 });
    life.pass(600_000);
    life.fault = undefined;
    life.pass(31_000);
    expect(life.state.state).toBe('active');
  }
  expect(mostWithin(frames, 1_000, 601_000)).toBeLessThanOrEqual(6);
  // During the outage, too: each tries twice a minute to four times.
  expect(mostWithin(frames, 1_000, 400_000)).toBeLessThanOrEqual(8);
});

test('20 frames that wake at once come within half a second, each once', () => {
  const frames = page();
  for (const life of frames) life.stop(3_600_000).send({ type: 'wake' });
  const woken = frames[0]?.mono ?? 0;
  for (const life of frames) {
    life.send({ type: 'wake' }).pass(2_000);
    expect(life.state.state).toBe('active');
  }
  expect(mostWithin(frames, 2_000, woken - 1_000)).toBe(FRAMES);
  expect(mostWithin(frames, 100, woken - 1_000)).toBeLessThanOrEqual(10);
});

test('20 frames that are told to wait by Retry-After come within a second after it', () => {
  const frames = page();
  for (const life of frames) {
    life.fault = refusal('slow_down', { retryAfterMs: 60_000, afterMs: 1 });
    // All of them are refused at the same moment.
    life.pass(1_000).send({ type: 'demand' }).pass(500);
    life.fault = undefined;
    life.pass(63_000);
    expect(life.state.state).toBe('active');
  }
  const refused = frames[0]?.flights[1]?.at ?? 0;
  const starts = frames.map((life) => (life.flights[2]?.at ?? 0) - refused);
  expect(Math.min(...starts)).toBeGreaterThanOrEqual(60_000);
  expect(Math.max(...starts)).toBeLessThanOrEqual(61_500);
  expect(new Set(starts.map(Math.floor)).size).toBeGreaterThan(15);
});
