/** What every package's Vitest settings have in common: a project takes nothing from the root's. */
import { availableParallelism } from 'node:os';

export const shared = {
  /**
   * Vitest leaves a core free, on two cores every second one, although tests wait for programs, timers
   * and sockets most of the time.
   */
  maxWorkers: availableParallelism() + 1,
  /**
   * These end a test that hangs, and judge nothing: on a machine with twenty other programs running,
   * everything takes thirty times as long.
   */
  testTimeout: 300_000,
  hookTimeout: 300_000,
  teardownTimeout: 60_000,
  expect: { poll: { timeout: 60_000 } },
};
