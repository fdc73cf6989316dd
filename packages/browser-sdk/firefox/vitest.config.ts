import { defineConfig } from 'vitest/config';

/** A suite of its own, as it needs a Firefox: `pnpm e2e:firefox`. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    name: 'firefox',
    include: ['*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
