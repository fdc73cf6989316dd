/**
 * Set-up that the root commands share. Plain JavaScript without dependencies: it runs on any
 * Node ≥ 20, before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** The Node that the project runs on, pinned as a development dependency. */
export const pinnedNode = join(root, 'node_modules', 'node', 'bin', 'node');

const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The package manager of exactly the version that package.json names, on any machine with npm. */
export const packageManager = ['npx', '--yes', packageJson.packageManager];

const lockfile = join(root, 'pnpm-lock.yaml');
const installedMark = join(root, 'node_modules', '.casement-installed');

/**
 * Ends the process with a message for a person.
 * @param {string} message
 * @returns {never}
 */
export function fail(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}

/**
 * How commands are started: in the project's folder, with the pinned Node first on the PATH.
 * @param {Record<string, string>} [env] added to the environment
 */
export function spawnOptions(env = {}) {
  const bin = join(root, 'node_modules', '.bin');
  const PATH = [join(pinnedNode, '..'), bin, process.env.PATH].join(
    process.platform === 'win32' ? ';' : ':',
  );
  return {
    cwd: root,
    shell: process.platform === 'win32',
    env: { ...process.env, ...writableHome(), ...env, PATH },
  };
}

/**
 * Package managers and browsers keep caches at home: another place where none can be written there.
 * @returns {{ HOME?: string }}
 */
export function writableHome(home = homedir()) {
  try {
    accessSync(home, constants.W_OK);
    return {};
  } catch {
    const HOME = join(tmpdir(), `casement-home-${userInfo().uid}`);
    mkdirSync(HOME, { recursive: true, mode: 0o700 });
    return { HOME };
  }
}

/**
 * Runs a command and passes its output through.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [env] added to the environment
 * @returns {number} the exit status; 1 where the command could not be started or died of a signal.
 */
export function run(command, args, env = {}) {
  return spawnSync(command, args, { ...spawnOptions(env), stdio: 'inherit' }).status ?? 1;
}

const TRIES = 4;
const PAUSE_MS = 15_000;

/**
 * Tries what needs a network, or a lock that another program may have, up to four times within a minute.
 * @param {() => number} attempt answers a status, 0 for success
 * @param {(ms: number) => unknown} [pause]
 * @returns {number} the last status
 */
export function persistently(attempt, pause = sleep) {
  for (let tries = 1; ; tries += 1) {
    const status = attempt();
    if (status === 0 || tries === TRIES) return status;
    console.error(`That did not work; once more in ${PAUSE_MS / 1000} s …`);
    pause(PAUSE_MS);
  }
}

/** @param {number} ms */
function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** The packages' own manifests, which decide on more than the lockfile does: commands, for instance. */
function manifests() {
  const packages = join(root, 'packages');
  return readdirSync(packages)
    .map((name) => join(packages, name, 'package.json'))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('');
}

/** Installs the workspace's packages where they are missing, or older than lockfile, manifests and settings. */
export function installPackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(lockfile))
    .update(readFileSync(join(root, 'pnpm-workspace.yaml')))
    .update(process.platform + process.arch)
    .update(manifests())
    .digest('hex');
  const present = existsSync(installedMark) ? readFileSync(installedMark, 'utf8') : '';
  if (present === wanted && existsSync(pinnedNode)) return;

  console.error('Installing packages (first run, or they have changed) …');
  const [program = '', ...args] = [...packageManager, 'install', '--frozen-lockfile'];
  const env = { CI: 'true', npm_config_loglevel: 'error' };
  const status = persistently(() => run(program, args, env));
  if (status !== 0) {
    fail(
      'The packages could not be installed; the reason stands above. Is the npm registry reachable?',
    );
  }
  if (!existsSync(pinnedNode)) {
    fail(`The package "node" did not bring ${pinnedNode}. Remove node_modules and try again.`);
  }
  writeFileSync(installedMark, wanted);
}
