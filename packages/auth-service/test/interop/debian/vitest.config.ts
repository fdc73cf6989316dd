import { defineConfig } from 'vitest/config';

/** Not among the tests of `pnpm unit`: it installs packages of the system. */
export default defineConfig({
  test: {
    include: ['packages/auth-service/test/interop/debian/*.interop.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
