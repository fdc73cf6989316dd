import type { Measurements, SampleLine } from '../wire.ts';

/** A sample as the server keeps it: the tenants' own measurements stand apart from what all may see. */
export interface StoredSample {
  sequence: number;
  at: number;
  shared: Omit<Measurements, 'tenant'>;
  tenants: ReadonlyMap<string, NonNullable<Measurements['tenant']>>;
}

/** The last samples, oldest first, numbered without a gap from 1 on. */
export class History {
  readonly #samples: StoredSample[] = [];
  readonly #limit: number;
  #sequence = 0;

  /** @param limit how many samples are kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  append(sample: Omit<StoredSample, 'sequence'>): StoredSample {
    this.#sequence += 1;
    const stored = { ...sample, sequence: this.#sequence };
    this.#samples.push(stored);
    if (this.#samples.length > this.#limit) this.#samples.shift();
    return stored;
  }

  /** Every kept sample whose sequence is higher than `sequence`, oldest first. */
  after(sequence: number): StoredSample[] {
    const oldest = this.#samples[0]?.sequence ?? 0;
    return this.#samples.slice(Math.max(0, sequence - oldest + 1));
  }

  /** When the oldest kept sample was taken; undefined while there is none. */
  get since(): number | undefined {
    return this.#samples[0]?.at;
  }
}

/** The part of a sample that a session may see. */
export function visibleSample(
  sample: StoredSample,
  metrics: ReadonlySet<keyof Measurements>,
  tenant: string | null,
): SampleLine {
  const all: Measurements = {
    ...sample.shared,
    tenant: (tenant === null ? undefined : sample.tenants.get(tenant)) ?? null,
  };
  const values = Object.fromEntries(
    Object.entries(all).filter(([name]) => metrics.has(name as keyof Measurements)),
  );
  return { kind: 'sample', sequence: sample.sequence, at: sample.at, values };
}
