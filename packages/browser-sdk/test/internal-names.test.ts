import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { INTERNAL_NAMES } from '../build/internal-names.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const src = join(root, 'src');

/** What others read or write: the public API, the wires, and what files loaded on demand are handed. */
const SHARED = [
  'errors.ts',
  'component/dashboard-props.ts',
  'element/element-interface.ts',
  'http-refusal.ts',
  'http-exchange.ts',
  'frame/connect-options.ts',
  'frame/diagnose-frame.ts',
  'frame/embedded-session.ts',
  'frame/frame-checks.ts',
  'frame/frame-events.ts',
  'frame/frame-faults.ts',
  'frame/height-reporter.ts',
  'frame/refused-request.ts',
  'host/dashboard-status.ts',
  'host/diagnose-host.ts',
  'host/embedded-dashboard.ts',
  'host/frame-silence.ts',
  'host/frame-source-check.ts',
  'host/host-events.ts',
  'host/host-port.ts',
  'host/option-faults.ts',
  'host/page-checks.ts',
  'host/version-refusal.ts',
  'overlay/adopted-style.ts',
  'overlay/notice-of.ts',
  'overlay/overlay-labels.ts',
  'overlay/overlay-notice.ts',
  'overlay/words.ts',
  'protocol/dashboard-context.ts',
  'protocol/dashboard-event.ts',
  'protocol/notice.ts',
  'protocol/send-notice.ts',
  'protocol/session-status.ts',
  'protocol/window-protocol.ts',
  'observation/debug-log.ts',
  'observation/host-warnings.ts',
  'observation/observe-frame.ts',
  'observation/observe-host.ts',
  'observation/warnings-of-status.ts',
  'renewal/severity.ts',
  'wall/dead-frame.ts',
  'wall/hidden-frame.ts',
  'wall/soft-remount.ts',
  'wall/wall.ts',
];

const member = (name: string) => new RegExp(`(^|[.\\s{(])${name}\\??\\s*[:(]|\\.${name}\\b`, 'm');

test('names that the minifier may shorten are not the platform’s', async () => {
  const tsc = join(
    dirname(fileURLToPath(import.meta.resolve('typescript/package.json'))),
    'bin/tsc',
  );
  const { stdout } = await promisify(execFile)(process.execPath, [
    tsc,
    '-p',
    root,
    '--listFilesOnly',
  ]);
  const files = stdout.split('\n').filter((file) => /\/lib\.(dom|es)[\w.]*\.d\.ts$/.test(file));
  expect(files.length).toBeGreaterThan(20);
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const declared = texts.join('\n').replace(/\/\*[\s\S]*?\*\//g, '');
  const found = INTERNAL_NAMES.filter((name) =>
    new RegExp(`^\\s*(readonly )?${name}\\??[:(<]`, 'm').test(declared),
  );
  expect(found).toEqual([]);
});

test.each(SHARED)('names that the minifier may shorten are not in %s', async (file) => {
  const code = (await readFile(join(src, file), 'utf8')).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  expect(INTERNAL_NAMES.filter((name) => member(name).test(code))).toEqual([]);
});
