import { z } from 'zod';
import { CLIENT_STATUSES } from '../../../../domain/client/client-base.ts';
import {
  IMPORT_MAX,
  IMPORT_TYPED_SECRETS_MAX,
  type ImportedClient,
} from '../../../../domain/client/import-clients.ts';
import { PERMISSIONS } from '../../../../domain/directory/permission.ts';
import { toDomain } from '../../../../wire-names.ts';
import { answerSchema, requestSchema } from '../../openapi/components.ts';
import { defineRoute } from '../../route.ts';
import { newApp, newEmbedded, newService } from './client-input-schema.ts';
import { createdClient, toCreatedView } from './client-routes.ts';

const status = z
  .enum(CLIENT_STATUSES)
  .optional()
  .describe('`active` when absent. A revoked one stays so, and gets no secret.');

const imported = requestSchema(
  'ImportedClient',
  z
    .discriminatedUnion('type', [
      requestSchema('ImportedEmbeddedClient', newEmbedded.extend({ status })),
      requestSchema('ImportedAppClient', newApp.extend({ status })),
      requestSchema('ImportedServiceClient', newService.extend({ status })),
    ])
    .describe(
      'As a new one. Where that has the ID of a team or an app, its slug will do; of an organization, its name where only one has it; of a user, the e-mail address.',
    ),
);

/** What an export as JSON holds, or somebody wrote like it. */
export const clientImportSchema = requestSchema(
  'ClientImport',
  z.strictObject({
    clients: z.array(imported).max(10_000).describe(`1 to ${IMPORT_MAX}, as an export has them.`),
    dry_run: z.boolean().optional().describe('Check everything and make nothing.'),
  }),
);

export const clientImportRoutes = [
  defineRoute({
    ...{ method: 'post', path: '/api/v1/clients/import', operation: 'importClients' },
    tag: 'Clients',
    summary: `Make up to ${IMPORT_MAX} clients: all, or none where one has a fault`,
    description: `Takes what an export as \`json\` holds, of this service or another whose directory has the same slugs, organizations and e-mail addresses. Not carried over: secrets, public keys, tokens, consents, sessions. Every client gets a secret of its own, unless it is public or revoked, shown in the answer and never again; it lives as long as \`secret.expires_in_days\` says, in an export that of the newest one. At most ${IMPORT_TYPED_SECRETS_MAX} with a typed-in one. Each fault has the number of its client in its path, from 0, and the client’s name in its message.`,
    permissions: [PERMISSIONS.manageClients],
    body: clientImportSchema,
    bodyLimit: 1024 * 1024,
    answer: answerSchema('ClientsImported', z.object({ clients: z.array(createdClient) })),
    problems: ['not_found', 'conflict', 'confirmation_required'],
    idempotent: true,
    async handle({ body: { clients, dry_run: dryRun }, use }) {
      const made = await use.clients.import(toDomain(clients) as ImportedClient[], { dryRun });
      return { body: { clients: made.map(toCreatedView) } };
    },
  }),
];
