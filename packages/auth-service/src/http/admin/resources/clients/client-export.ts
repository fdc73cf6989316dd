import { z } from 'zod';
import { everyClient } from '../../../../domain/client/client-sheet.ts';
import { toImport } from '../../../../domain/client/import-clients.ts';
import { PERMISSIONS } from '../../../../domain/directory/permission.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../../../export/export-formats.ts';
import { writeJsonList } from '../../../../export/json-export.ts';
import { faultyRequest } from '../../problem.ts';
import { defineRoute } from '../../route.ts';
import { toWire } from '../../wire-names.ts';
import { CLIENT_FILTERS, toClientQuery } from './client-filters.ts';

const JSON_TYPE = 'application/json';
const FORMATS = ['xlsx', 'pdf', 'csv', 'json'] as const;

export const clientExportRoutes = [
  defineRoute({
    ...{ method: 'get', path: '/api/v1/clients/export', operation: 'exportClients' },
    tag: 'Clients',
    summary: 'Save the list of clients as a file (CM15)',
    description:
      'Every client that the filters find, in one file that comes while it is written. `json` has every setting, as an import takes it; the others have what a list shows. Cells that a spreadsheet would take for formulas are text. A PDF takes a limited number of clients: narrow the filters, or take another format.',
    permissions: [PERMISSIONS.readClients, PERMISSIONS.manageClients],
    query: z.object({ ...CLIENT_FILTERS, format: z.enum(FORMATS) }),
    media: [...Object.values(EXPORT_FORMATS).map(({ mediaType }) => mediaType), JSON_TYPE],
    async handle({ query: { format, ...filters }, use, now }) {
      const query = toClientQuery(filters);
      // Also finds what is wrong with the query while there is still a status to say so.
      const total = await use.clients.count(query);
      const name = `clients-${new Date(now).toISOString().slice(0, 10)}.${format}`;
      if (format === 'json') {
        const content = writeJsonList('clients', everyClient(use.clients.list, query), (client) =>
          withoutNulls(toWire(toImport(client))),
        );
        return { body: undefined, file: { name, mediaType: JSON_TYPE, content } };
      }
      const { mediaType, maxRows, write }: ExportFormat = EXPORT_FORMATS[format];
      if (maxRows !== undefined && total > maxRows) throw tooMany(format, maxRows, total);
      const content = write(await use.clients.sheet(query), now);
      return { body: undefined, file: { name, mediaType, content } };
    },
  }),
];

const tooMany = (format: string, most: number, total: number) =>
  faultyRequest([
    {
      in: 'query',
      path: 'format',
      message: `A ${format} has at most ${most} clients, and these are ${total}: narrow the filters, or take xlsx or csv.`,
    },
  ]);

const withoutNulls = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, member) => member ?? undefined));
