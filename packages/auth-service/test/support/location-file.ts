import { writeFileSync } from 'node:fs';

/**
 * Writes a location database in MaxMind's format (https://maxmind.github.io/MaxMind-DB/) with what a test
 * needs of it: IPv4 networks of one city each.
 */
export function writeLocationFile(
  file: string,
  networks: Readonly<Record<string, { city: string; country: string }>>,
): void {
  const data: Buffer[] = [];
  const nodes: [number | undefined, number | undefined][] = [[undefined, undefined]];
  const leaves: { node: number; bit: 0 | 1; offset: number }[] = [];
  let size = 0;
  for (const [network, { city, country }] of Object.entries(networks)) {
    const record = map({ city: { names: { en: city } }, country: { names: { en: country } } });
    const [address = '', length = '32'] = network.split('/');
    const bits = address.split('.').map((part) => Number(part).toString(2).padStart(8, '0'));
    const path = [...bits.join('').slice(0, Number(length))].map((bit) => (bit === '1' ? 1 : 0));
    let node = 0;
    for (const [depth, bit] of path.entries()) {
      if (depth === path.length - 1) {
        leaves.push({ node, bit, offset: size });
        break;
      }
      const pair = nodes[node] ?? [undefined, undefined];
      const next = pair[bit] ?? nodes.push([undefined, undefined]) - 1;
      pair[bit] = next;
      node = next;
    }
    data.push(record);
    size += record.length;
  }
  const tree = Buffer.alloc(nodes.length * 6);
  for (const [node, pair] of nodes.entries()) {
    for (const bit of [0, 1] as const) {
      tree.writeUIntBE(pair[bit] ?? nodes.length, node * 6 + bit * 3, 3);
    }
  }
  for (const { node, bit, offset } of leaves) {
    tree.writeUIntBE(nodes.length + 16 + offset, node * 6 + bit * 3, 3);
  }
  const metadata = map({
    ...{ node_count: nodes.length, record_size: 24, ip_version: 4, build_epoch: 1_800_000_000 },
    ...{ binary_format_major_version: 2, binary_format_minor_version: 0, database_type: 'Test' },
  });
  const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
  writeFileSync(file, Buffer.concat([tree, Buffer.alloc(16), ...data, marker, metadata]));
}

type Value = string | number | { [key: string]: Value };

/** Control byte: type and length; longer things than 28 are not needed here. */
function encode(value: Value): Buffer {
  if (typeof value === 'object') return map(value);
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    return Buffer.concat([Buffer.from([(2 << 5) | text.length]), text]);
  }
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return Buffer.concat([Buffer.from([(6 << 5) | 4]), bytes]);
}

function map(value: { [key: string]: Value }): Buffer {
  const entries = Object.entries(value);
  const parts = entries.flatMap(([key, one]) => [encode(key), encode(one)]);
  return Buffer.concat([Buffer.from([(7 << 5) | entries.length]), ...parts]);
}
