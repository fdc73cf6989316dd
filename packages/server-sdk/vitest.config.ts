import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { name: 'server-sdk', include: ['{src,test}/**/*.test.ts'] },
});
