import { z } from 'zod';
import type { ClientPatch } from '../../../../domain/client/client-patch.ts';
import type {
  ClientPreview,
  CreatedClient,
  NewClient,
} from '../../../../domain/client/create-client.ts';
import { PERMISSIONS } from '../../../../domain/directory/permission.ts';
import { snakeCase } from '../../../../domain/letter-case.ts';
import type { Warning } from '../../../../domain/warning.ts';
import { toDomain, toWire } from '../../../../wire-names.ts';
import { answerSchema } from '../../openapi/components.ts';
import { defineRoute } from '../../route.ts';
import { reference } from '../common-schemas.ts';
import { seen } from '../seen.ts';
import { clientPatchSchema, newClientSchema } from './client-input-schema.ts';
import { clientSchema, toClientView, warningSchema } from './client-schema.ts';
import { secretSchema } from './secret-schema.ts';

export const CLIENTS = 'Clients';
export const ONE_CLIENT = '/api/v1/clients/{client_id}';
export const clientParams = z.object({ client_id: reference });
const MANAGE = [PERMISSIONS.manageClients];

type WarningView = z.input<typeof warningSchema>;

export const toWarnings = (warnings: readonly Warning[]): WarningView[] =>
  // Their codes are those of clients.
  warnings.map((warning) => ({ ...warning, field: snakeCase(warning.field) }) as WarningView);

export const createdClient = answerSchema(
  'CreatedClient',
  z.object({
    client: clientSchema,
    client_secret: z
      .string()
      .nullable()
      .describe('Shown once; null for a public client, and for a revoked one that is imported.'),
    secret: secretSchema.nullable(),
    warnings: z.array(warningSchema),
  }),
);

export const toCreatedView = (made: CreatedClient): z.input<typeof createdClient> => ({
  client: toClientView(made.client),
  client_secret: made.clientSecret ?? null,
  secret: toWire(made.secret) as z.input<typeof secretSchema> | null,
  warnings: toWarnings(made.warnings),
});

const preview = answerSchema(
  'ClientPreview',
  z.object({
    client: clientSchema.describe('Its ID is empty if none was chosen.'),
    warnings: z.array(warningSchema),
    confirmations: z
      .array(warningSchema)
      .describe('What takes `confirmed`, whether it had it or not.'),
  }),
);

const toPreview = ({ client, warnings, confirmations }: ClientPreview) => ({
  body: {
    client: toClientView(client),
    warnings: toWarnings(warnings),
    confirmations: toWarnings(confirmations),
  },
});

export const clientRoutes = [
  defineRoute({
    ...{ method: 'post', path: '/api/v1/clients', operation: 'createClient', tag: CLIENTS },
    summary: 'Make a client',
    description:
      'The answer has the only secret that is ever shown. What deserves a second thought comes as warnings; full access for long takes `confirmed`.',
    permissions: MANAGE,
    body: newClientSchema,
    answer: createdClient,
    status: 201,
    problems: ['not_found', 'conflict', 'confirmation_required'],
    idempotent: true,
    async handle({ body, use }) {
      const made = await use.clients.create(toDomain(body) as NewClient);
      return {
        body: toCreatedView(made),
        version: made.client.version,
        location: `/api/v1/clients/${encodeURIComponent(made.client.id)}`,
      };
    },
  }),
  defineRoute({
    ...{
      method: 'post',
      path: '/api/v1/client-previews',
      operation: 'previewClient',
      tag: CLIENTS,
    },
    summary: 'See what a client would be, without making it',
    description: 'The same refusals as making it, but for a missing confirmation.',
    permissions: MANAGE,
    body: newClientSchema,
    answer: preview,
    problems: ['not_found', 'conflict'],
    handle: async ({ body, use }) =>
      toPreview(await use.clients.preview(toDomain(body) as NewClient)),
  }),
  defineRoute({
    ...{ method: 'get', path: ONE_CLIENT, operation: 'getClient', tag: CLIENTS },
    summary: 'Read a client',
    permissions: [PERMISSIONS.readClients, PERMISSIONS.manageClients],
    params: clientParams,
    answer: clientSchema,
    problems: ['not_found'],
    async handle({ params: { client_id }, use }) {
      const client = await seen('client', client_id, () => use.clients.get(client_id));
      return { body: toClientView(client), version: client.version };
    },
  }),
  defineRoute({
    ...{ method: 'patch', path: ONE_CLIENT, operation: 'updateClient', tag: CLIENTS },
    summary: 'Change a client',
    description: 'By the rules by which it would be made.',
    permissions: MANAGE,
    params: clientParams,
    body: clientPatchSchema,
    answer: answerSchema(
      'UpdatedClient',
      z.object({ client: clientSchema, warnings: z.array(warningSchema) }),
    ),
    problems: ['not_found', 'conflict', 'confirmation_required'],
    precondition: 'required',
    async handle({ params: { client_id }, body, ifMatch: expectedVersion, use }) {
      await seen('client', client_id, () => use.clients.get(client_id));
      const patch = toDomain(body) as ClientPatch;
      const { client, warnings } = await use.clients.update(client_id, patch, { expectedVersion });
      return {
        body: { client: toClientView(client), warnings: toWarnings(warnings) },
        version: client.version,
      };
    },
  }),
  defineRoute({
    ...{ method: 'post', path: `${ONE_CLIENT}/preview`, operation: 'previewUpdate', tag: CLIENTS },
    summary: 'See what a change would make of a client, without making it',
    permissions: MANAGE,
    params: clientParams,
    body: clientPatchSchema,
    answer: preview,
    problems: ['not_found', 'conflict'],
    precondition: 'optional',
    async handle({ params: { client_id }, body, ifMatch: expectedVersion, use }) {
      await seen('client', client_id, () => use.clients.get(client_id));
      const patch = toDomain(body) as ClientPatch;
      return toPreview(await use.clients.previewUpdate(client_id, patch, { expectedVersion }));
    },
  }),
];
