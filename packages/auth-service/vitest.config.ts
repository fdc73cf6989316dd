import { defineConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.ts';

export default defineConfig({
  test: {
    ...shared,
    name: 'auth-service',
    include: ['{src,test}/**/*.test.ts'],
    // The command line is tested as the real program, one process per command.
    testTimeout: 30_000,
    // On a busy machine what is waited for takes longer than the usual second.
    expect: { poll: { timeout: 10_000 } },
  },
});
