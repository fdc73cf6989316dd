/**
 * `npm run packages`: installs what is missing, and leaves a tarball of every package that is not
 * private in `packed/`, as the registry would hand it out. Names as arguments restrict it to those.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import process from 'node:process';
import { pack } from './packages/packed.mjs';
import { publishablePackages } from './packages/publishable.mjs';
import { installPackages, root } from './setup.mjs';

installPackages();
const destination = join(root, 'packed');
mkdirSync(destination, { recursive: true });
const work = mkdtempSync(join(tmpdir(), 'casement-pack-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
for (const [at, publishable] of publishablePackages(process.argv.slice(2)).entries()) {
  const tarball = pack(publishable, join(work, String(at)));
  const target = join(destination, basename(tarball));
  copyFileSync(tarball, target);
  console.log(relative(root, target));
}
