import { z } from 'zod';
import { CLIENT_TEMPLATES, clientTemplates } from '../../../../domain/client/client-template.ts';
import { PERMISSIONS } from '../../../../domain/directory/permission.ts';
import { snakeCase } from '../../../../domain/letter-case.ts';
import { toWire } from '../../../../wire-names.ts';
import { PAGE_QUERY, pageOf } from '../../cursor.ts';
import { answerSchema } from '../../openapi/components.ts';
import { defineRoute } from '../../route.ts';
import { CLIENT_FILTERS, toClientQuery } from './client-filters.ts';
import { clientSchema, toClientView } from './client-schema.ts';

const READ = [PERMISSIONS.readClients, PERMISSIONS.manageClients];

const page = pageOf(clientSchema);

const template = z.object({
  id: z.enum(CLIENT_TEMPLATES),
  name: z.string(),
  description: z.string(),
  fields: z.record(z.string(), z.unknown()).describe('To start a new client from.'),
  required: z.array(z.string()).describe('What only its maker knows.'),
});

export const clientListRoutes = [
  defineRoute({
    ...{ method: 'get', path: '/api/v1/clients', operation: 'listClients', tag: 'Clients' },
    summary: 'List the clients that you may read',
    permissions: READ,
    query: z.object({
      ...PAGE_QUERY,
      ...CLIENT_FILTERS,
      with_total: z.boolean().default(false).describe('Count all pages together.'),
    }),
    answer: answerSchema(
      'ClientPage',
      page.extend({ total: z.int().nullable().describe('Null unless asked for.') }),
    ),
    async handle({ query, use }) {
      const asked = { ...toClientQuery(query), cursor: query.cursor, limit: query.limit };
      const { clients, nextCursor } = await use.clients.list(asked);
      return {
        body: {
          items: clients.map(toClientView),
          next_cursor: nextCursor ?? null,
          total: query.with_total ? await use.clients.count(asked) : null,
        },
      };
    },
  }),
  defineRoute({
    ...{ method: 'get', path: '/api/v1/client-templates', tag: 'Clients' },
    operation: 'listClientTemplates',
    summary: 'List usual kinds of clients, to start a new one from',
    permissions: READ,
    answer: answerSchema('ClientTemplateList', z.object({ items: z.array(template) })),
    async handle() {
      const items = clientTemplates().map(({ fields, required, ...kind }) => ({
        ...kind,
        fields: toWire({ type: 'app', ...fields }) as Record<string, unknown>,
        required: required.map(snakeCase),
      }));
      return { body: { items } };
    },
  }),
];
