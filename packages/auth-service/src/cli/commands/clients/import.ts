import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { ClientStatus } from '../../../domain/client/client-base.ts';
import type { CreatedClient } from '../../../domain/client/create-client.ts';
import {
  IMPORT_MAX,
  type ImportedClient,
  ofClient,
} from '../../../domain/client/import-clients.ts';
import { invalidRequest } from '../../../domain/errors.ts';
import type { CliContext } from '../../context.ts';
import { SECRET_WARNING } from './secret-options.ts';
import { warningNotes } from './warning-notes.ts';

interface ImportOptions {
  confirm?: boolean;
  dryRun?: boolean;
}

/** `import`: what an export as JSON holds. */
export function addImportCommand(clients: Command, { administer }: CliContext): void {
  clients
    .command('import <file>')
    .description(
      `make the up to ${IMPORT_MAX} clients of a JSON file, as an export writes it, here or elsewhere: all, or none; prints their new secrets once`,
    )
    .option('--confirm', 'says that full access for long is meant, of all that have it')
    .option('--dry-run', 'check everything, and make nothing')
    .action((file: string, { confirm, dryRun = false }: ImportOptions) =>
      administer(async ({ clients }) => {
        const inputs = await readClients(file);
        const confirmed = confirm ? inputs.map(confirmedClient) : inputs;
        const made = await clients.import(confirmed, { dryRun });
        const rows = made.map(({ client: { id, type, status, name }, clientSecret }) => ({
          ...{ id, type, status, name, clientSecret },
        }));
        return {
          rows,
          columns: ['id', 'type', 'status', 'name', ...(dryRun ? [] : ['client_secret'])],
          what: 'client',
          empty: 'No clients.',
          notes: [
            ...(dryRun ? ['Dry run: nothing was changed.'] : []),
            ...notesOf(made),
            ...(rows.some(({ clientSecret }) => clientSecret !== undefined)
              ? [SECRET_WARNING]
              : []),
          ],
        };
      }),
    );
}

/** Embedded clients have no access for long. */
const confirmedClient = (client: ImportedClient): ImportedClient =>
  client.type === 'embedded' ? client : { ...client, confirmed: true };

function notesOf(made: readonly CreatedClient[]): string[] {
  const named = (status: ClientStatus) =>
    made.filter(({ client }) => client.status === status).map(({ client: { name } }) => name);
  const about = (names: readonly string[], what: string) =>
    names.length === 0 ? [] : [`${what}: ${names.join(', ')}.`];
  return [
    ...made.flatMap(({ client: { name }, warnings }) =>
      warningNotes(warnings).map((note) => `${name}: ${note}`),
    ),
    ...about(named('inactive'), 'Paused, as they were'),
    ...about(named('revoked'), 'Revoked, as they were, and without a secret'),
  ];
}

/** By the schema by which the admin API reads it, too. */
async function readClients(file: string): Promise<ImportedClient[]> {
  // Late, as everything that most commands do not need.
  const { clientImportSchema } = await import(
    '../../../http/admin/resources/clients/client-import.ts'
  );
  const { parseBody } = await import('../../../http/admin/request-schema.ts');
  const { problemOf } = await import('../../../http/admin/problem.ts');
  const { toDomain } = await import('../../../wire-names.ts');
  const body = readJson(file);
  try {
    const { clients } = parseBody(clientImportSchema, body) as { clients: unknown[] };
    return toDomain(clients) as ImportedClient[];
  } catch (error) {
    const faults = problemOf(error)?.faults ?? [];
    if (faults.length === 0) throw error;
    throw invalidRequest(
      faults.map(({ path, message }) => {
        const name = nameIn(body, path);
        return {
          path: path || 'file',
          message: name === undefined ? message : ofClient(name, message),
        };
      }),
    );
  }
}

/** Of the client in which a fault is, if it has one. */
function nameIn(body: unknown, path: string): string | undefined {
  const [, at] = /^clients\.(\d+)\./.exec(path) ?? [];
  const { clients } = body as { clients?: { name?: unknown }[] };
  const name = at === undefined ? undefined : clients?.[Number(at)]?.name;
  return typeof name === 'string' && name !== '' ? name : undefined;
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
