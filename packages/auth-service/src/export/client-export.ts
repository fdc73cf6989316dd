import type { ClientQuery } from '../domain/client/client-query.ts';
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
      view: (client) => toWire(withoutAbsent(client)),
    },
    format,
    now,
  );
}

/** What is `null` is meant: an end that never comes. */
const withoutAbsent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
