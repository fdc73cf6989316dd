import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own below the system's, gone after `remove`, even where a killed program still writes into it. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'casement-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 20 }) };
}
