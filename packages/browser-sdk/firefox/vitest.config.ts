import { defineConfig } from 'vitest/config';

/** A suite of its own, as it needs a Firefox: `pnpm e2e:firefox`. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    name: 'firefox',
    include: ['*.test.ts'],
    fileParallelism: false,
    // On a busy machine all takes ten times as long, and each wait ends with what it waits for.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
