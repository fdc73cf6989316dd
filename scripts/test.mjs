/** `npm test`: installs what is missing, then runs every check, cheapest first. */
import process from 'node:process';
import { fail, installPackages, packageManager, run } from './setup.mjs';
import { installFirefox, installSystemPackages } from './system-packages.mjs';

const steps = [
  { name: 'lint', command: ['biome', 'check', '.'] },
  { name: 'types', command: [...packageManager, 'run', 'types'] },
  { name: 'unit, contract and HTTP tests', command: ['vitest', 'run'] },
  { name: 'packages', command: ['node', 'scripts/check-packages.mjs'] },
  { name: 'browser tests', command: ['playwright', 'test'] },
];

installPackages();
installSystemPackages();
const withoutFirefox = installFirefox();
if (withoutFirefox === undefined)
  steps.push({
    name: 'browser tests in Firefox',
    command: ['vitest', 'run', '--config', 'packages/browser-sdk/firefox/vitest.config.ts'],
  });
else console.error(`\n${withoutFirefox}`);

const started = Date.now();
for (const { name, command } of steps) {
  const [program = '', ...args] = command;
  const at = Date.now();
  console.error(`\n── ${name} ──`);
  if (run(program, args) !== 0)
    fail(`npm test stopped: ${name} failed (command: ${command.join(' ')}).`);
  console.error(`   ${((Date.now() - at) / 1000).toFixed(1)} s`);
}
if (withoutFirefox !== undefined) console.error(`\n${withoutFirefox}`);
console.error(`\nEvery check passed in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
process.exitCode = 0;
