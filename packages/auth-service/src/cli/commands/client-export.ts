import { type Command, Option } from 'commander';
import { FILE_FORMATS, type FileFormat } from '../../export/file-format.ts';
import type { CliContext } from '../context.ts';
import { saveFile } from '../save-file.ts';
import { type ListOptions, toQuery, withFilters } from './client-list.ts';

interface ExportOptions extends ListOptions {
  format: FileFormat;
  out: string;
}

/** `export`: the list as a file (CM15, CM22). */
export function addExportCommand(clients: Command, { administer }: CliContext): void {
  withFilters(
    clients
      .command('export')
      .description('save the list as a file; json has every setting, as clients import takes it'),
  )
    .addOption(
      new Option('--format <format>', 'of the file').choices(FILE_FORMATS).makeOptionMandatory(),
    )
    .requiredOption('--out <file>', 'where to; it must not be there yet')
    .action(({ format, out, ...filters }: ExportOptions) =>
      administer(async (management) => {
        const query = await toQuery(management, filters);
        const bytes = await saveFile(out, () => management.files.clients(query, format));
        return { item: { file: out, format, bytes }, text: `Saved as ${out} (${bytes} bytes).` };
      }),
    );
}
