#!/usr/bin/env node
/** `casement-doctor` inside this workspace; the published package has `dist/doctor/main.js` instead. */
import { runFromSource } from '../../../scripts/run-from-source.mjs';

await runFromSource(new URL('../src/doctor/main.ts', import.meta.url), {
  who: 'inside this workspace casement-doctor',
  exitCode: 2,
});
