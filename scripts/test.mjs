/** `npm test`: installs what is missing, then runs every check, cheapest first. */
import process from 'node:process';
import { fail, installPackages, packageManager } from './setup.mjs';
import { runLanes } from './side-by-side.mjs';
import { installSystemPackages } from './system-packages.mjs';

const lint = { name: 'lint', command: ['biome', 'check', '.'] };
const types = { name: 'types', command: [...packageManager, 'run', 'types'] };
const unit = { name: 'unit, contract and HTTP tests', command: ['vitest', 'run'] };
const packages = { name: 'packages', command: ['node', 'scripts/check-packages.mjs'] };
const chromium = { name: 'browser tests', command: ['playwright', 'test'] };
const firefox = {
  name: 'browser tests in Firefox',
  command: ['vitest', 'run', '--config', 'packages/browser-sdk/firefox/vitest.config.ts'],
};
const office = {
  name: 'saved lists in LibreOffice',
  command: ['vitest', 'run', '--config', 'packages/auth-service/office/vitest.config.ts'],
};

installPackages();
const without = installSystemPackages();
const sayWhatIsLeftOut = () => {
  for (const message of Object.values(without)) console.error(`\n${message}`);
};
sayWhatIsLeftOut();

const meanwhile = [packages];
if (!without.office) meanwhile.push(office);
if (!without.firefox) meanwhile.push(firefox);
// What stands behind the first in a row runs meanwhile: browser tests leave much of two cores free.
const stages = [[[lint, types, unit]], [[chromium], meanwhile]];
// Then what runs in groups of its own is stopped, too.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const started = Date.now();
for (const lanes of stages) {
  const failed = await runLanes(lanes);
  if (failed !== undefined)
    fail(`npm test stopped: ${failed.name} failed (command: ${failed.command.join(' ')}).`);
}
sayWhatIsLeftOut();
console.error(`\nEvery check passed in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
process.exitCode = 0;
