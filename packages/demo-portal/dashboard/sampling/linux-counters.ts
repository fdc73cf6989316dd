import type { ByteCounter, NetworkCounter } from './byte-counter.ts';

/** The kernel counts disk traffic in sectors of this size, whatever the disk's own. */
const SECTOR_BYTES = 512;

/** Sums `/proc/net/dev`: loopback apart, every other interface together. */
export function interfaceBytes(file: string): NetworkCounter {
  const sum: NetworkCounter = { in: 0, out: 0, loopback: 0 };
  for (const line of file.split('\n')) {
    const [name, numbers] = line.split(':');
    if (name === undefined || numbers === undefined) continue;
    const [received = 0, , , , , , , , sent = 0] = numbers.trim().split(/\s+/).map(Number);
    if (name.trim() === 'lo') sum.loopback += received;
    else {
      sum.in += received;
      sum.out += sent;
    }
  }
  return sum;
}

/**
 * Sums `/proc/diskstats` over whole disks. Partitions, RAID members' sums, loop and RAM devices are
 * left out: they would count the same bytes twice.
 */
export function diskBytes(file: string): ByteCounter {
  const sum: ByteCounter = { in: 0, out: 0 };
  for (const line of file.split('\n')) {
    const fields = line.trim().split(/\s+/);
    const name = fields[2];
    if (name === undefined || !WHOLE_DISK.test(name)) continue;
    sum.in += Number(fields[5] ?? 0) * SECTOR_BYTES;
    sum.out += Number(fields[9] ?? 0) * SECTOR_BYTES;
  }
  return sum;
}

const WHOLE_DISK = /^(sd[a-z]+|vd[a-z]+|xvd[a-z]+|hd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/;
