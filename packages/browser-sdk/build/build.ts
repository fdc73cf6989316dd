/** Builds what is published: the bundles and their types. */
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';
import { writeTypes } from './types.ts';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

await rm(dist, { recursive: true, force: true });
await bundle(dist);
await writeTypes(dist);
