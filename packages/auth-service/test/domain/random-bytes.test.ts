import { randomFillSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { randomBlocks } from '../../src/domain/random-bytes.ts';

test('no byte is handed out twice, and none stays behind', () => {
  const blocks: Buffer[] = [];
  let current: Buffer = Buffer.alloc(0);
  const random = randomBlocks((block) => {
    randomFillSync(block);
    blocks.push(Buffer.from(block));
    current = block;
  });
  const drawn = Array.from({ length: 300 }, () => random(32).toString('hex'));
  expect(new Set(drawn).size).toBe(300);
  // 128 times 32 bytes fill one block of 4 KiB exactly.
  expect(blocks).toHaveLength(3);
  expect(drawn.slice(0, 128).join('')).toBe(blocks[0]?.toString('hex'));
  expect(current.subarray(0, 44 * 32).every((byte) => byte === 0)).toBe(true);
});
