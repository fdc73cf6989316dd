/** How numbers and times are written; the host's locale and time zone decide. */
export interface Formats {
  time(epochMs: number): string;
  clock(epochMs: number): string;
  number(value: number): string;
}

export function createFormats(locale?: string, timeZone?: string): Formats {
  const options = { hourCycle: 'h23', hour: '2-digit', minute: '2-digit', timeZone } as const;
  const clock = new Intl.DateTimeFormat(locale, options);
  const time = new Intl.DateTimeFormat(locale, { ...options, second: '2-digit' });
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return {
    time: (epochMs) => time.format(epochMs),
    clock: (epochMs) => clock.format(epochMs),
    number: (value) => number.format(value),
  };
}

/** How one kind of measurement is written, and where its axis may have lines. */
export interface Unit {
  format(value: number): string;
  /** Characters of the longest usual value: room for it is kept, so that nothing moves as values change. */
  length: number;
  /** On the value axis, where lines fall on round numbers. */
  axis(value: number): string;
  /** Distances between lines, ascending; round decimal ones where absent. */
  increments?: number[];
}

export const percent: Unit = {
  length: 5,
  format: (value) => `${value.toFixed(value < 9.95 ? 1 : 0)} %`,
  axis: (value) => `${value} %`,
};

export const plain: Unit = {
  length: 5,
  format: (value) => value.toFixed(2),
  axis: (value) => String(Number(value.toFixed(2))),
};

export const count: Unit = {
  length: 3,
  format: (value) => String(Math.round(value)),
  axis: String,
  increments: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000],
};

/** Sizes of memory go by powers of 1024. */
export const bytes: Unit = {
  length: 7,
  format: (value) => scaled(value, 1024, BINARY),
  axis: (value) => onAxis(value, 1024, BINARY),
  increments: Array.from({ length: 48 }, (_, exponent) => 2 ** exponent),
};

/** Rates of networks and disks go by powers of 1000. */
export const bytesPerSecond: Unit = {
  length: 8,
  format: (value) => `${scaled(value, 1000, DECIMAL)}/s`,
  axis: (value) => onAxis(value, 1000, DECIMAL, '/s'),
};

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Lines of an axis fall on round numbers, which need no trailing zeros, and zero no unit. */
function onAxis(value: number, base: number, units: readonly string[], per = ''): string {
  if (value === 0) return '0';
  const { amount, unit } = scale(value, base, units);
  return `${Number(amount.toFixed(2))} ${unit}${per}`;
}

function scaled(value: number, base: number, units: readonly string[]): string {
  const { amount, unit } = scale(value, base, units);
  const digits = amount < 9.95 && unit !== units[0] ? 1 : 0;
  return `${amount.toFixed(digits)} ${unit}`;
}

function scale(value: number, base: number, units: readonly string[]) {
  let amount = value;
  let index = 0;
  // Four digits are the next unit's business, also where units go by 1024.
  while (amount >= 999.5 && index < units.length - 1) {
    amount /= base;
    index += 1;
  }
  return { amount, unit: units[index] ?? '' };
}
