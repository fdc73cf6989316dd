import { randomFillSync } from 'node:crypto';

const BLOCK = 4096;

/**
 * Cryptographically random bytes, drawn from the system in blocks: the call costs about the same for
 * 32 bytes as for 4 KiB. Each byte is handed out once and wiped from the block.
 *
 * @param draw fills a buffer with random bytes
 */
export function randomBlocks(draw: (block: Buffer) => void = randomFillSync) {
  const block = Buffer.alloc(BLOCK);
  let used = BLOCK;
  return (length: number): Buffer => {
    if (used + length > BLOCK) {
      draw(block);
      used = 0;
    }
    const bytes = Buffer.from(block.subarray(used, used + length));
    block.fill(0, used, used + length);
    used += length;
    return bytes;
  };
}

/** The process's source of random bytes. */
export const randomBytes = randomBlocks();
