import { z } from 'zod';
import { CLIENT_STATUSES, CLIENT_TYPES } from '../../../../domain/client/client.ts';
import { CLIENT_SORTS, SORT_ORDERS, TEAM_LIMITS } from '../../../../domain/client/client-query.ts';
import { CLIENT_TEMPLATES, clientTemplates } from '../../../../domain/client/client-template.ts';
import { PERMISSIONS } from '../../../../domain/directory/permission.ts';
import { SCOPES } from '../../../../domain/scope/scope.ts';
import { PAGE_QUERY, pageOf } from '../../cursor.ts';
import { answerSchema } from '../../openapi/components.ts';
import { snakeCase } from '../../problem.ts';
import { defineRoute } from '../../route.ts';
import { toWire } from '../../wire-names.ts';
import { instant, reference, search } from '../common-schemas.ts';
import { clientSchema, toClientView } from './client-schema.ts';

const READ = [PERMISSIONS.readClients, PERMISSIONS.manageClients];

const sorts = CLIENT_SORTS.map((sort) => [snakeCase(sort), sort] as const);
const SORTS = new Map(sorts);

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
      search: search.describe('Part of the name or of the ID, in whatever case.'),
      status: z.array(z.enum(CLIENT_STATUSES)).optional().describe('One of these.'),
      type: z.array(z.enum(CLIENT_TYPES)).optional().describe('One of these.'),
      team_limit: z.enum(TEAM_LIMITS).optional(),
      team_id: reference.optional().describe('Of this team, or limited to it by name.'),
      scope: z.enum(SCOPES).optional(),
      user_id: reference.optional().describe('Acting as this user: pinned, or a service (CM17).'),
      unused_since: instant.optional().describe('Not used since, and made before (CM22).'),
      expires_before: instant.optional(),
      sort: z.enum(sorts.map(([name]) => name)).default('name'),
      order: z.enum(SORT_ORDERS).default('asc'),
      with_total: z.boolean().default(false).describe('Count all pages together.'),
    }),
    answer: answerSchema(
      'ClientPage',
      page.extend({ total: z.int().nullable().describe('Null unless asked for.') }),
    ),
    async handle({ query, use }) {
      const { with_total, unused_since, expires_before, ...rest } = query;
      const asked = {
        ...{ search: rest.search, status: rest.status, type: rest.type, scope: rest.scope },
        ...{ teamLimit: rest.team_limit, teamId: rest.team_id, userId: rest.user_id },
        unusedSince: unused_since === undefined ? undefined : Date.parse(unused_since),
        expiresBefore: expires_before === undefined ? undefined : Date.parse(expires_before),
        ...{ sort: SORTS.get(rest.sort), order: rest.order },
        ...{ cursor: rest.cursor, limit: rest.limit },
      };
      const { clients, nextCursor } = await use.clients.list(asked);
      return {
        body: {
          items: clients.map(toClientView),
          next_cursor: nextCursor ?? null,
          total: with_total ? await use.clients.count(asked) : null,
        },
      };
    },
  }),
  defineRoute({
    ...{ method: 'get', path: '/api/v1/client-templates', tag: 'Clients' },
    operation: 'listClientTemplates',
    summary: 'List usual kinds of clients, to start a new one from (CM16)',
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
