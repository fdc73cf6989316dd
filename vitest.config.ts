import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { shared } from './vitest.shared.ts';

// For the workers and the hundreds of programs that tests start: all of them compile the same code.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

export default defineConfig({
  test: {
    projects: [
      'packages/*/vitest.config.ts',
      { test: { ...shared, name: 'repository', include: ['scripts/**/*.test.ts'] } },
    ],
    passWithNoTests: false,
    ...shared,
  },
});
