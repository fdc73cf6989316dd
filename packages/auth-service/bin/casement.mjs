#!/usr/bin/env node
/** `casement` inside this workspace; the published package has `dist/cli/main.js` instead. */
import { runFromSource } from '../../../scripts/run-from-source.mjs';

await runFromSource(new URL('../src/cli/main.ts', import.meta.url), {
  who: 'Casement',
  exitCode: 1,
});
