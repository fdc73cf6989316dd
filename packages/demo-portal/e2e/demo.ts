import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { buildPages } from '../build.ts';
import { type Demo, startDemo } from '../demo.ts';

export { expect } from '@playwright/test';

export interface RunningDemo extends Demo {
  dataFolder: string;
  /** Everything that the servers have logged so far. */
  logged(): string;
}

interface DemoFixtures {
  /** Shares of a token's lifetime between which it is renewed; null leaves the auth service's own. */
  renewFractions: { min: number; max: number } | null;
  demo: RunningDemo;
}

/** A demo of its own for the tests of a file: free ports, a temporary data folder, all servers real. */
export const test = base.extend<object, DemoFixtures>({
  renewFractions: [null, { option: true, scope: 'worker' }],
  demo: [
    async ({ renewFractions }, use) => {
      await buildPages();
      const dataFolder = await mkdtemp(join(tmpdir(), 'casement-demo-'));
      const lines: string[] = [];
      const demo = await startDemo({
        dataFolder,
        ports: { issuer: 0, portal: 0, wall: 0, dashboard: 0 },
        logTo: { write: (line: string) => lines.push(line) },
        ...(renewFractions ? { renewFractions } : {}),
      });
      await use({ ...demo, dataFolder, logged: () => lines.join('') });
      await demo.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});
