import type { Measurement } from './measurement.ts';
import type { Measurements } from './wall.ts';

export interface SoakResult {
  /** Of each frame. */
  renewals: readonly number[];
  /** Of all frames together. */
  loads: number;
  /** Failed and refused requests, page errors, states that say so. */
  failed: readonly string[];
  /** Answers to data requests, by status. */
  answers: Readonly<Record<number, number>>;
  /** After the warm-up, and at the end. */
  before: Measurements;
  after: Measurements;
  seconds: number;
}

/** Host page and frames together may hold so much more at the end than after the warm-up. */
export const HEAP_GROWTH_LIMIT_BYTES = 2_000_000;

/** What was seen, as a text, and the bounds that are broken. */
export function report(result: SoakResult): { text: string; broken: string[] } {
  const { renewals, loads, failed, answers, before, after, seconds } = result;
  const broken = brokenBounds(result);
  const total = renewals.reduce((sum, one) => sum + one, 0);
  const rows: [string, (of: Measurement) => number][] = [
    ['heap after GC, bytes', ({ heap }) => heap],
    ['DOM nodes', ({ nodes }) => nodes],
    ['listeners', ({ listeners }) => listeners],
    ['documents', ({ documents }) => documents],
    ['frames', (of) => of.frames],
    ['detached windows', ({ detachedWindows }) => detachedWindows],
  ];
  const line = (cells: (string | number)[]): string =>
    cells
      .map((cell, at) =>
        at === 0 ? String(cell).padEnd(22) : cell.toLocaleString('en').padStart(14),
      )
      .join('');
  const text = [
    `${total} renewals over ${renewals.length} frames (${renewals.join(', ')}) in ${seconds.toFixed(0)} s`,
    `loads of the framed document: ${loads}`,
    `data requests by status: ${JSON.stringify(answers)}`,
    `failed requests: ${failed.length}`,
    ...failed.slice(0, 20).map((failure) => `  ${failure}`),
    '',
    line(['', 'host, warm', 'host, end', 'frames, warm', 'frames, end']),
    ...rows.map(([name, of]) =>
      line([name, of(before.host), of(after.host), of(before.frames), of(after.frames)]),
    ),
    '',
    ...(broken.length === 0 ? ['Every bound holds.'] : broken.map((fault) => `BROKEN: ${fault}`)),
  ].join('\n');
  return { text, broken };
}

function brokenBounds({ renewals, loads, failed, answers, before, after }: SoakResult): string[] {
  const broken: string[] = [];
  if (loads !== renewals.length)
    broken.push(`${loads} loads for ${renewals.length} frames; one each is right.`);
  if (failed.length > 0) broken.push(`${failed.length} requests failed.`);
  const refused = Object.keys(answers).filter((status) => status !== '200');
  if (refused.length > 0) broken.push(`data requests were answered ${refused.join(', ')}.`);
  const growth = after.host.heap - before.host.heap + (after.frames.heap - before.frames.heap);
  if (growth >= HEAP_GROWTH_LIMIT_BYTES)
    broken.push(`the heap grew by ${growth} bytes; less than ${HEAP_GROWTH_LIMIT_BYTES} is right.`);
  for (const where of ['host', 'frames'] as const) {
    for (const what of ['listeners', 'detachedWindows', 'documents', 'frames'] as const) {
      const [from, to] = [before[where][what], after[where][what]];
      if (to > from) broken.push(`${what} (${where}) went from ${from} to ${to}.`);
    }
  }
  return broken;
}
