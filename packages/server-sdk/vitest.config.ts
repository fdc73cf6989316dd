import { defineConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.ts';

export default defineConfig({
  test: { ...shared, name: 'server-sdk', include: ['{src,test}/**/*.test.ts'] },
});
