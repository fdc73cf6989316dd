import type { CliEnvironment } from './environment.ts';

/** Writes a file to standard output while it comes. */
export async function pour(
  content: AsyncIterable<Uint8Array>,
  { stdout, stdoutBytes }: Pick<CliEnvironment, 'stdout' | 'stdoutBytes'>,
): Promise<void> {
  // A character may be split between two pieces.
  const decoder = new TextDecoder();
  const write = stdoutBytes ?? (async (bytes) => stdout(decoder.decode(bytes, { stream: true })));
  for await (const bytes of content) await write(bytes);
}
