import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'auth-service',
    include: ['{src,test}/**/*.test.ts'],
    // The command line is tested as the real program, one process per command.
    testTimeout: 30_000,
  },
});
