import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { name: 'auth-service', include: ['{src,test}/**/*.test.ts'] },
});
