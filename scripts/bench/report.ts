/** Turns rounds into the table that `pnpm bench` prints. */
import type { Load } from './load.ts';

export interface Measured {
  name: string;
  rounds: Load[];
}

/** The middle value; the mean of the two middle ones for an even count. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const low = sorted[Math.ceil(half) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(half)] ?? Number.NaN;
  return (low + high) / 2;
}

export interface Ratio {
  name: string;
  value: number;
  /** The least that the value has to reach. */
  bound: number;
}

/** Medians over the rounds, then each ratio beside the bound that it has to hold. */
export function table(measured: Measured[], ratios: Ratio[]): string {
  const lines = [`${'endpoint'.padEnd(46)}${'requests/s'.padStart(11)}${'p99 ms'.padStart(9)}`];
  for (const { name, rounds } of measured) {
    const throughput = median(rounds.map((round) => round.throughput));
    const p99 = median(rounds.map((round) => round.p99));
    lines.push(
      `${name.padEnd(46)}${throughput.toFixed(0).padStart(11)}${p99.toFixed(1).padStart(9)}`,
    );
  }
  lines.push(
    '',
    `${'ratio of throughputs'.padEnd(46)}${'measured'.padStart(11)}${'bound'.padStart(9)}`,
  );
  for (const { name, value, bound } of ratios) {
    const verdict = value >= bound ? '' : '   below its bound';
    lines.push(
      `${name.padEnd(46)}${value.toFixed(2).padStart(11)}${bound.toFixed(1).padStart(9)}${verdict}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
