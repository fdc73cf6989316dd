import { defineConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.ts';

export default defineConfig({
  test: { ...shared, name: 'auth-service', include: ['{src,test}/**/*.test.ts'] },
});
