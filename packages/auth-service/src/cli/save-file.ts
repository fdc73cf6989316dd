import { open, rm } from 'node:fs/promises';
import { CommandError } from './errors.ts';
import { EXIT } from './exit-codes.ts';

/**
 * Saves what comes; overwrites nothing, and leaves no half of a file behind.
 *
 * @param make asked for once the file can be written
 * @returns how many bytes it has
 * @throws CommandError when it cannot be written, or is there already
 */
export async function saveFile(
  name: string,
  make: () => Promise<AsyncIterable<Uint8Array>>,
): Promise<number> {
  const file = await open(name, 'wx').catch((error: NodeJS.ErrnoException) => {
    const taken = `There is a file ${name} already. Name another, or remove it.`;
    const message = error.code === 'EEXIST' ? taken : `Cannot write ${name}: ${error.message}.`;
    throw new CommandError(
      error.code === 'EEXIST' ? EXIT.conflict : EXIT.refused,
      `out: ${message}`,
    );
  });
  try {
    await file.writeFile(await make());
    return (await file.stat()).size;
  } catch (error) {
    await rm(name, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
