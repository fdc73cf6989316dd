import type { Command } from 'commander';
import type { CliContext } from '../../context.ts';
import { type FileOptions, saveList, withFile } from '../../file-options.ts';
import { type ListOptions, toQuery, withFilters } from './list.ts';

/** `export`: the list as a file (CM15, CM22). */
export function addExportCommand(clients: Command, context: CliContext): void {
  withFile(
    withFilters(
      clients
        .command('export')
        .description('save the list as a file; json has every setting, as clients import takes it'),
    ),
  ).action(({ format, out, ...filters }: ListOptions & FileOptions) =>
    context.administer(async (management) => {
      const query = await toQuery(management, filters);
      return saveList({ format, out }, () => management.files.clients(query, format), context);
    }),
  );
}
