import { z } from 'zod';
import { BULK_DELETE_MAX } from '../../../../domain/client/delete-clients.ts';
import { PERMISSIONS } from '../../../../domain/directory/permission.ts';
import { answerSchema, requestSchema } from '../../openapi/components.ts';
import { defineRoute } from '../../route.ts';
import { reference } from '../common-schemas.ts';
import { seen } from '../seen.ts';
import { CLIENTS, clientParams, ONE_CLIENT } from './client-routes.ts';
import { clientSchema, toClientView } from './client-schema.ts';

const MANAGE = [PERMISSIONS.manageClients];

const CHANGES = {
  pause:
    'Pause a client: its codes and tokens end at once, its live sessions stop until it is resumed',
  resume: 'Resume a paused client: open frames recover by themselves',
  revoke: 'Revoke a client for good: it stays listed',
} as const;

const statusRoutes = (Object.keys(CHANGES) as (keyof typeof CHANGES)[]).map((change) =>
  defineRoute({
    ...{ method: 'post', path: `${ONE_CLIENT}/${change}`, operation: `${change}Client` },
    ...{ tag: CLIENTS, summary: CHANGES[change] },
    permissions: MANAGE,
    params: clientParams,
    answer: clientSchema,
    problems: ['not_found', 'conflict'],
    precondition: 'optional',
    async handle({ params: { client_id }, ifMatch: expectedVersion, use }) {
      await seen('client', client_id, () => use.clients.get(client_id));
      const client = await use.clients[change](client_id, { expectedVersion });
      return { body: toClientView(client), version: client.version };
    },
  }),
);

export const clientLifecycleRoutes = [
  ...statusRoutes,
  defineRoute({
    ...{ method: 'delete', path: ONE_CLIENT, operation: 'deleteClient', tag: CLIENTS },
    summary: 'Delete a client with all that is its own; the audit log keeps what was',
    permissions: MANAGE,
    params: clientParams,
    query: z.object({
      confirm_name: z.string().max(200).optional().describe('The client’s name, typed to confirm.'),
    }),
    problems: ['not_found', 'conflict', 'confirmation_required'],
    precondition: 'optional',
    async handle({ params: { client_id }, query, ifMatch: expectedVersion, use }) {
      await seen('client', client_id, () => use.clients.get(client_id));
      await use.clients.delete(client_id, { confirmName: query.confirm_name, expectedVersion });
      return { body: undefined };
    },
  }),
  defineRoute({
    ...{ method: 'post', path: '/api/v1/client-deletions', tag: CLIENTS },
    operation: 'deleteClients',
    summary: `Delete up to ${BULK_DELETE_MAX} clients: all, or none where one is missing`,
    permissions: MANAGE,
    body: requestSchema(
      'ClientDeletion',
      z.strictObject({
        ids: z.array(reference).max(10_000),
        confirm_count: z.int().optional().describe('How many they are, typed to confirm.'),
      }),
    ),
    answer: answerSchema('ClientsDeleted', z.object({ deleted: z.int() })),
    problems: ['not_found', 'conflict', 'confirmation_required'],
    async handle({ body: { ids, confirm_count: confirmCount }, use }) {
      return { body: { deleted: await use.clients.bulkDelete(ids, { confirmCount }) } };
    },
  }),
];
