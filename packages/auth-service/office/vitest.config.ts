import { defineConfig } from 'vitest/config';

/** A suite of its own, as it needs a LibreOffice: `pnpm office`. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    name: 'office',
    include: ['*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
