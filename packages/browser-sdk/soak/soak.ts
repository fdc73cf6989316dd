/**
 * `pnpm soak`: a wall of frames in a real Chromium against the real auth service, whose configuration
 * makes each frame renew once a second. Prints what it holds after a warm-up and at the end, and exits
 * with 1 where a bound is broken: one load per frame, no failed request, less than 2 MB of heap more,
 * as many listeners as before.
 *
 * `--renewals N` (default 10000, of all frames together; 4 a second with 4 frames), `--frames N`
 * (default 4), `--warm-up N` renewals (default a tenth, at most 400).
 */
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { chromiumOptions } from '../../../scripts/browser.mjs';
import { report } from './report.ts';
import { openWall } from './wall.ts';

const { values } = parseArgs({
  options: {
    renewals: { type: 'string', default: '10000' },
    frames: { type: 'string', default: '4' },
    'warm-up': { type: 'string' },
  },
});
const wanted = wholeNumber('renewals', values.renewals, 40);
const frames = wholeNumber('frames', values.frames, 1);
const warmUp = wholeNumber(
  'warm-up',
  values['warm-up'] ?? String(Math.min(400, Math.floor(wanted / 10))),
  1,
);

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`--${option} takes a whole number from ${least}; this is ${text}.`);
}

const browser = await chromium.launch(chromiumOptions(() => chromium.executablePath()));
const wall = await openWall(browser, frames);
const started = performance.now();

async function until(count: number): Promise<number[]> {
  for (;;) {
    const renewals = await wall.renewals();
    if (sum(renewals) >= count) return renewals;
    await wait(500);
  }
}

function sum(list: number[]): number {
  return list.reduce((total, one) => total + one, 0);
}

try {
  await until(warmUp);
  const before = await wall.measure();
  for (let tenth = 1; tenth < 10; tenth += 1) {
    const renewals = await until(warmUp + ((wanted - warmUp) * tenth) / 10);
    const { host, frames: inFrames } = await wall.measure();
    const seconds = Math.round((performance.now() - started) / 1000);
    console.error(
      `${sum(renewals)} renewals, ${seconds} s: heap ${kilobytes(host.heap)} + ${kilobytes(inFrames.heap)} kB, ` +
        `${host.listeners} + ${inFrames.listeners} listeners, ` +
        `${wall.failed.length} failed requests`,
    );
  }
  const renewals = await until(wanted);
  const result = report({
    renewals,
    loads: wall.loads(),
    failed: [...wall.failed, ...(await wall.troubles())],
    answers: await wall.answers(),
    before,
    after: await wall.measure(),
    seconds: (performance.now() - started) / 1000,
  });
  process.stdout.write(`${result.text}\n`);
  process.exitCode = result.broken.length === 0 ? 0 : 1;
} finally {
  await wall.close();
  await browser.close();
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(0);
}
