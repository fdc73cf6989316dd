import { defineConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.ts';

export default defineConfig({
  test: { ...shared, name: 'browser-sdk', include: ['{src,test}/**/*.test.ts'] },
});
