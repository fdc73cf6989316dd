import { readFile } from 'node:fs/promises';
import { cpus, freemem, loadavg, totalmem } from 'node:os';
import { fsStats, networkStats } from 'systeminformation';
import type { ByteCounter, NetworkCounter } from './byte-counter.ts';
import { diskBytes, interfaceBytes } from './linux-counters.ts';

/** Busy and total time of one processor since boot, in milliseconds. */
export interface CoreTime {
  busy: number;
  total: number;
}

/** Raw counters of this machine at one moment; rates come from two of them. */
export interface MachineCounters {
  cores: CoreTime[];
  memory: { used: number; total: number };
  load: { one: number; five: number; fifteen: number };
  /** null where the system does not tell. */
  network: NetworkCounter | null;
  disk: ByteCounter | null;
}

/** Reads the machine's counters: the kernel's own files on Linux, systeminformation elsewhere. */
export async function readMachineCounters(): Promise<MachineCounters> {
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  const total = totalmem();
  const [network, disk] = await Promise.all([
    quietly(process.platform === 'linux' ? linuxNetwork : portableNetwork),
    quietly(process.platform === 'linux' ? linuxDisk : portableDisk),
  ]);
  return {
    cores: cpus().map(({ times }) => {
      const busy = times.user + times.nice + times.sys + times.irq;
      return { busy, total: busy + times.idle };
    }),
    memory: { used: total - freemem(), total },
    load: { one, five, fifteen },
    network,
    disk,
  };
}

async function linuxNetwork(): Promise<NetworkCounter> {
  return interfaceBytes(await readFile('/proc/net/dev', 'utf8'));
}

async function linuxDisk(): Promise<ByteCounter> {
  return diskBytes(await readFile('/proc/diskstats', 'utf8'));
}

async function portableNetwork(): Promise<NetworkCounter> {
  const sum: NetworkCounter = { in: 0, out: 0, loopback: 0 };
  for (const { iface, rx_bytes, tx_bytes } of await networkStats('*')) {
    if (/^lo/i.test(iface)) sum.loopback += rx_bytes;
    else {
      sum.in += rx_bytes;
      sum.out += tx_bytes;
    }
  }
  return sum;
}

async function portableDisk(): Promise<ByteCounter> {
  const stats = await fsStats();
  return { in: stats.rx, out: stats.wx };
}

/** A counter that cannot be read (a container may hide it) is a missing panel, not a broken sample. */
async function quietly<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch {
    return null;
  }
}
