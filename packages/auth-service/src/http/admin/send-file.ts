import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { ExportedFile } from '../../export/exported-file.ts';

/** Sends a file as it is made, no faster than it is taken; a receiver that leaves ends the making. */
export async function sendFile(
  response: Response,
  { name, mediaType, content }: ExportedFile,
): Promise<void> {
  response.set({
    'Content-Type': mediaType,
    'Content-Disposition': `attachment; filename="${name}"`,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  try {
    await pipeline(Readable.from(content), response);
  } catch (error) {
    // Whoever left needs no answer; for anybody else the connection has been cut, as no status is left to send.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
