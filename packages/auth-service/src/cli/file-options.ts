import { type Command, Option } from 'commander';
import { FILE_FORMATS, type FileFormat } from '../export/file-format.ts';
import type { Printed } from './output.ts';
import { saveFile } from './save-file.ts';

/** Of every command that saves a list as a file. */
export interface FileOptions {
  format: FileFormat;
  out: string;
}

export const withFile = (command: Command): Command =>
  command
    .addOption(
      new Option('--format <format>', 'of the file').choices(FILE_FORMATS).makeOptionMandatory(),
    )
    .requiredOption('--out <file>', 'where to; it must not be there yet');

/** Saves a list and says so. */
export async function saveList(
  { format, out }: FileOptions,
  make: () => Promise<AsyncIterable<Uint8Array>>,
): Promise<Printed> {
  const bytes = await saveFile(out, make);
  return { item: { file: out, format, bytes }, text: `Saved as ${out} (${bytes} bytes).` };
}
