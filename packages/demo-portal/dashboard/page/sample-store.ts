import type { SampleLine } from '../wire.ts';

/** The samples that the page keeps for drawing, oldest first. */
export class SampleStore {
  #samples: SampleLine[] = [];
  #limit = 900;

  add(sample: SampleLine): void {
    this.#samples.push(sample);
    if (this.#samples.length > this.#limit) this.#samples.shift();
  }

  /** Forgets everything: the server's numbering has begun anew. */
  clear(historySeconds: number): void {
    this.#samples = [];
    this.#limit = historySeconds;
  }

  get latest(): SampleLine | undefined {
    return this.#samples.at(-1);
  }

  /** The samples of the last seconds before the latest, plus one so that lines reach the edge. */
  last(seconds: number): readonly SampleLine[] {
    const from = (this.latest?.at ?? 0) - seconds * 1000;
    const first = this.#samples.findIndex(({ at }) => at >= from);
    return this.#samples.slice(Math.max(0, first - 1));
  }
}
