import { expect, test } from 'vitest';
import { diskBytes, interfaceBytes } from '../dashboard/sampling/linux-counters.ts';
import {
  type MachineCounters,
  readMachineCounters,
} from '../dashboard/sampling/machine-counters.ts';
import { measure } from '../dashboard/sampling/rates.ts';

test('network counters keep loopback apart from every other interface', () => {
  const file = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    3193      29    0    0    0     0          0         0     3193      29    0    0    0     0       0          0
  eth0: 1000 16016    0    0    0     0          0         0  200   10932    0    0    0     0       0          0
 wlan0: 50 1 0 0 0 0 0 0 7 1 0 0 0 0 0 0
`;
  expect(interfaceBytes(file)).toEqual({ in: 1050, out: 207, loopback: 3193 });
});

test('disk counters take whole disks only, in sectors of 512 bytes', () => {
  const file = `   7       0 loop0 5 0 999 0 5 0 999 0 0 0 0
 254       0 vda 10 0 4 0 10 0 6 0 0 0 0
 254       1 vda1 10 0 4 0 10 0 6 0 0 0 0
 259       0 nvme0n1 1 0 1 0 1 0 2 0 0 0 0
 259       1 nvme0n1p1 1 0 1 0 1 0 2 0 0 0 0
`;
  expect(diskBytes(file)).toEqual({ in: 5 * 512, out: 8 * 512 });
});

const counters = (change: Partial<MachineCounters> = {}): MachineCounters => ({
  cores: [
    { busy: 100, total: 1000 },
    { busy: 300, total: 1000 },
  ],
  memory: { used: 1, total: 2 },
  load: { one: 1, five: 2, fifteen: 3 },
  network: { in: 1000, out: 500, loopback: 0 },
  disk: null,
  ...change,
});

test('rates are differences per second, and what cannot be measured is null', () => {
  const now = counters({
    cores: [
      { busy: 600, total: 2000 },
      { busy: 300, total: 2000 },
    ],
    network: { in: 3000, out: 100, loopback: 10 },
  });
  expect(measure(counters(), now, 2)).toEqual({
    cpu: { total: 25, cores: [50, 0] },
    memory: { used: 1, total: 2 },
    load: { one: 1, five: 2, fifteen: 3 },
    network: { received: 1000, sent: 0, loopback: 5 },
    disk: null,
  });
});

test('this machine can be read', async () => {
  const { cores, memory } = await readMachineCounters();
  expect(cores.length).toBeGreaterThan(0);
  expect(memory.used).toBeGreaterThan(0);
  expect(memory.used).toBeLessThan(memory.total);
});
