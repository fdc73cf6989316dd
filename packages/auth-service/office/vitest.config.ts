import { defineConfig } from 'vitest/config';
import { shared } from '../../../vitest.shared.ts';

/** A suite of its own, as it needs a LibreOffice: `pnpm office`. */
export default defineConfig({
  root: import.meta.dirname,
  test: { ...shared, name: 'office', include: ['*.test.ts'], fileParallelism: false },
});
