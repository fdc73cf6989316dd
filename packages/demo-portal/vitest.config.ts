import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { name: 'demo-portal', include: ['test/**/*.test.ts'] },
});
