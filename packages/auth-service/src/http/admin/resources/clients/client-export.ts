import { z } from 'zod';
import { PERMISSIONS } from '../../../../domain/directory/permission.ts';
import { exportClients } from '../../../../export/client-export.ts';
import { FILE_MEDIA } from '../../../../export/exported-file.ts';
import { FILE_FORMATS } from '../../../../export/file-format.ts';
import { defineRoute } from '../../route.ts';
import { CLIENT_FILTERS, toClientQuery } from './client-filters.ts';

export const clientExportRoutes = [
  defineRoute({
    ...{ method: 'get', path: '/api/v1/clients/export', operation: 'exportClients' },
    tag: 'Clients',
    summary: 'Save the list of clients as a file',
    description:
      'Every client that the filters find, in one file that comes while it is written. `json` has every setting, as an import takes it at another service too: teams and apps by slug, organizations by name, users by e-mail address where you may see them, without the service’s own clients (`casement-cli` and so on), secrets and public keys. The others have what a list shows. Cells that a spreadsheet would take for formulas are text. A PDF takes a limited number of clients: narrow the filters, or take another format. Who saves the list is in the audit log (`list.exported`).',
    permissions: [PERMISSIONS.readClients, PERMISSIONS.manageClients],
    query: z.object({ ...CLIENT_FILTERS, format: z.enum(FILE_FORMATS) }),
    media: FILE_MEDIA,
    handle: async ({ query: { format, ...filters }, use, now }) => ({
      body: undefined,
      file: await exportClients(use.clients, toClientQuery(filters), format, now),
    }),
  }),
];
