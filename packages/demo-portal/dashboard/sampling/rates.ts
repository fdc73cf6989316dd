import type { Measurements } from '../wire.ts';
import type { CoreTime, MachineCounters } from './machine-counters.ts';

/**
 * What happened between two readings of the machine's counters.
 * @param seconds between the readings
 */
export function measure(
  before: MachineCounters,
  now: MachineCounters,
  seconds: number,
): Pick<Measurements, 'cpu' | 'memory' | 'load' | 'network' | 'disk'> {
  // A device that goes away takes its bytes with it; a rate must not turn negative.
  const rate = (from: number, to: number) =>
    seconds > 0 ? Math.max(0, Math.round((to - from) / seconds)) : 0;
  return {
    cpu: {
      total: busyPercent(sum(before.cores), sum(now.cores)),
      cores: now.cores.map((core, index) => busyPercent(before.cores[index] ?? core, core)),
    },
    memory: now.memory,
    load: now.load,
    network: before.network &&
      now.network && {
        received: rate(before.network.in, now.network.in),
        sent: rate(before.network.out, now.network.out),
        loopback: rate(before.network.loopback, now.network.loopback),
      },
    disk: before.disk &&
      now.disk && {
        read: rate(before.disk.in, now.disk.in),
        written: rate(before.disk.out, now.disk.out),
      },
  };
}

function sum(cores: readonly CoreTime[]): CoreTime {
  return cores.reduce(
    (all, { busy, total }) => ({ busy: all.busy + busy, total: all.total + total }),
    {
      busy: 0,
      total: 0,
    },
  );
}

function busyPercent(before: CoreTime, now: CoreTime): number {
  const total = now.total - before.total;
  if (total <= 0) return 0;
  return round(clamp((100 * (now.busy - before.busy)) / total, 0, 100));
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
const round = (value: number) => Math.round(value * 10) / 10;
