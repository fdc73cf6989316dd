/** Builds what is published: the bundles and their types. */
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';
import { writeTypes } from './types.ts';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

await rm(dist, { recursive: true, force: true });
await bundle(dist);
await writeTypes(dist);
// Its code is in the bundles, so its terms go with them.
await copyFile(
  new URL('../LICENSE', import.meta.resolve('penpal')),
  join(dist, 'penpal-terms.txt'),
);
