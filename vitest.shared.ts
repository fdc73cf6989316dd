/** What every package's Vitest settings have in common: a project takes nothing from the root's. */
import { availableParallelism } from 'node:os';

/**
 * Vitest leaves a core free, on two cores every second one, although tests wait for programs, timers
 * and sockets most of the time.
 */
export const shared = { maxWorkers: availableParallelism() + 1 };
