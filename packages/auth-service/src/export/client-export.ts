import type { ClientQuery } from '../domain/client/client-query.ts';
import { toImport } from '../domain/client/import-clients.ts';
import type { ClientExporting } from '../domain/client/manage-clients.ts';
import { toWire } from '../wire-names.ts';
import { type ExportedFile, exportList } from './exported-file.ts';
import type { FileFormat } from './file-format.ts';

/** The clients that a query finds as a file; JSON has every setting, as an import takes it. */
export function exportClients(
  clients: ClientExporting,
  query: ClientQuery,
  format: FileFormat,
  now: number,
): Promise<ExportedFile> {
  return exportList(
    {
      name: 'clients',
      open: (target) => clients.export(query, target),
      view: (client) => withoutNulls(toWire(toImport(client))),
    },
    format,
    now,
  );
}

const withoutNulls = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, member) => member ?? undefined));
