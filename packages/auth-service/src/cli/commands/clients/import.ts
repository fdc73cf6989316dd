import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { NewClient } from '../../../domain/client/create-client.ts';
import { IMPORT_MAX } from '../../../domain/client/import-clients.ts';
import { invalidRequest } from '../../../domain/errors.ts';
import type { CliContext } from '../../context.ts';
import { SECRET_WARNING } from './secret-options.ts';

interface ImportOptions {
  dryRun?: boolean;
}

/** `import`: what an export as JSON holds. */
export function addImportCommand(clients: Command, { administer }: CliContext): void {
  clients
    .command('import <file>')
    .description(
      `make the up to ${IMPORT_MAX} clients of a JSON file, as an export writes it: all, or none; prints their secrets once`,
    )
    .option('--dry-run', 'check everything, and make nothing')
    .action((file: string, { dryRun = false }: ImportOptions) =>
      administer(async ({ clients }) => {
        const inputs = await readClients(file);
        const made = await clients.import(inputs, { dryRun });
        const rows = made.map(({ client: { id, type, name }, clientSecret }) => ({
          ...{ id, type, name, clientSecret },
        }));
        return {
          rows,
          columns: ['id', 'type', 'name', ...(dryRun ? [] : ['client_secret'])],
          what: 'client',
          empty: 'No clients.',
          notes: dryRun ? ['Dry run: nothing was changed.'] : [SECRET_WARNING],
        };
      }),
    );
}

/** By the schema by which the admin API reads it, too. */
async function readClients(file: string): Promise<NewClient[]> {
  // Late, as everything that most commands do not need.
  const { clientImportSchema } = await import(
    '../../../http/admin/resources/clients/client-import.ts'
  );
  const { parseBody } = await import('../../../http/admin/request-schema.ts');
  const { problemOf } = await import('../../../http/admin/problem.ts');
  const { toDomain } = await import('../../../wire-names.ts');
  try {
    const { clients } = parseBody(clientImportSchema, readJson(file)) as { clients: unknown[] };
    return toDomain(clients) as NewClient[];
  } catch (error) {
    const faults = problemOf(error)?.faults ?? [];
    if (faults.length === 0) throw error;
    throw invalidRequest(faults.map(({ path, message }) => ({ path: path || 'file', message })));
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // The parser's message would quote the file, in which secrets may be typed.
    const reason = error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message;
    throw invalidRequest([{ path: 'file', message: `Cannot read ${file}: ${reason}.` }]);
  }
}
