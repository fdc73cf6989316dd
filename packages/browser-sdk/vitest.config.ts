import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { name: 'browser-sdk', include: ['{src,test}/**/*.test.ts'] },
});
