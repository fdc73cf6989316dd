import type { Measurements } from '../wire.ts';
import { History, type StoredSample } from './history.ts';
import { readMachineCounters } from './machine-counters.ts';
import { measure } from './rates.ts';

const INTERVAL_MS = 1000;
/** 15 minutes. */
export const HISTORY_SECONDS = 900;

export interface SamplerSources {
  /** The auth service's counters; null where it does not answer. */
  service: (now: number) => Promise<Measurements['service']>;
  /** What each tenant does with this API. */
  tenants: (now: number) => StoredSample['tenants'];
}

export interface Sampler {
  history: History;
  /** Called with every new sample; returns what takes the listener off again. */
  subscribe(listener: (sample: StoredSample) => void): () => void;
  stop(): void;
}

/** Takes one sample a second of everything, for all streams together. */
export async function startSampler(sources: SamplerSources): Promise<Sampler> {
  const history = new History(HISTORY_SECONDS);
  const listeners = new Set<(sample: StoredSample) => void>();
  let before = await readMachineCounters();
  let takenAt = performance.now();
  let timer: NodeJS.Timeout;
  let stopped = false;

  async function sample(): Promise<void> {
    const at = Date.now();
    const [counters, service] = await Promise.all([readMachineCounters(), sources.service(at)]);
    if (stopped) return;
    const now = performance.now();
    const machine = measure(before, counters, (now - takenAt) / 1000);
    before = counters;
    takenAt = now;
    const shared = service === undefined ? machine : { ...machine, service };
    const stored = history.append({ at, shared, tenants: sources.tenants(at) });
    for (const listener of listeners) listener(stored);
  }

  // A chain of time-outs on a fixed grid: samples neither overlap nor drift off the second.
  let due = performance.now() + INTERVAL_MS;
  function schedule(): void {
    timer = setTimeout(
      async () => {
        await sample();
        due = Math.max(due + INTERVAL_MS, performance.now());
        if (!stopped) schedule();
      },
      Math.max(0, due - performance.now()),
    );
  }
  schedule();

  return {
    history,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      listeners.clear();
    },
  };
}
