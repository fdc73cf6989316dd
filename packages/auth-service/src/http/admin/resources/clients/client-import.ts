import { z } from 'zod';
import type { NewClient } from '../../../../domain/client/create-client.ts';
import { IMPORT_MAX, IMPORT_TYPED_SECRETS_MAX } from '../../../../domain/client/import-clients.ts';
import { PERMISSIONS } from '../../../../domain/directory/permission.ts';
import { toDomain } from '../../../../wire-names.ts';
import { answerSchema, requestSchema } from '../../openapi/components.ts';
import { defineRoute } from '../../route.ts';
import { newClientSchema } from './client-input-schema.ts';
import { createdClient, toCreatedView } from './client-routes.ts';

/** What an export as JSON holds, or somebody wrote like it. */
export const clientImportSchema = requestSchema(
  'ClientImport',
  z.strictObject({
    clients: z
      .array(newClientSchema)
      .max(10_000)
      .describe(`1 to ${IMPORT_MAX}, each as \`POST /api/v1/clients\` takes it.`),
    dry_run: z.boolean().optional().describe('Check everything and make nothing.'),
  }),
);

export const clientImportRoutes = [
  defineRoute({
    ...{ method: 'post', path: '/api/v1/clients/import', operation: 'importClients' },
    tag: 'Clients',
    summary: `Make up to ${IMPORT_MAX} clients: all, or none where one has a fault`,
    description: `Takes what an export as \`json\` holds. Every client is active and gets a secret of its own, shown in the answer and never again. At most ${IMPORT_TYPED_SECRETS_MAX} with a typed-in one.`,
    permissions: [PERMISSIONS.manageClients],
    body: clientImportSchema,
    bodyLimit: 1024 * 1024,
    answer: answerSchema('ClientsImported', z.object({ clients: z.array(createdClient) })),
    problems: ['not_found', 'conflict', 'confirmation_required'],
    idempotent: true,
    async handle({ body: { clients, dry_run: dryRun }, use }) {
      const made = await use.clients.import(toDomain(clients) as NewClient[], { dryRun });
      return { body: { clients: made.map(toCreatedView) } };
    },
  }),
];
