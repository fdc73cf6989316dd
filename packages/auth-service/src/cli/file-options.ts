import { type Command, Option } from 'commander';
import { FILE_FORMATS, type FileFormat } from '../export/file-format.ts';
import type { CliContext } from './context.ts';
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
    .requiredOption('--out <file>', 'where to; it must not be there yet. -: to standard output');

/** Saves a list and says so; on standard output there is the list and nothing else. */
export async function saveList(
  { format, out }: FileOptions,
  make: () => Promise<AsyncIterable<Uint8Array>>,
  { pour }: Pick<CliContext, 'pour'>,
): Promise<Printed | undefined> {
  if (out === '-') {
    await pour(await make());
    return undefined;
  }
  const bytes = await saveFile(out, make);
  return { item: { file: out, format, bytes }, text: `Saved as ${out} (${bytes} bytes).` };
}
