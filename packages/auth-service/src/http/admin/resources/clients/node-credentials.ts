import { z } from 'zod';
import type {
  CredentialNode,
  NodeCredentialInput,
} from '../../../../domain/client/node-credentials.ts';
import { ACCESS_PRESETS } from '../../../../domain/client/oauth-client.ts';
import { PERMISSIONS } from '../../../../domain/directory/permission.ts';
import { toDomain, toWire } from '../../../../wire-names.ts';
import { answerSchema, requestSchema } from '../../openapi/components.ts';
import { defineRoute } from '../../route.ts';
import { reference, text } from '../common-schemas.ts';
import {
  createdSecret,
  secretRotation,
  toCreatedSecret,
  toRotation,
} from './client-credentials.ts';
import { SECRET } from './client-input-schema.ts';
import { createdClient, toWarnings } from './client-routes.ts';
import { clientSchema, toClientView } from './client-schema.ts';
import type { secretSchema } from './secret-schema.ts';

const TAG = 'Client credentials of projects and apps';
const MANAGE = [PERMISSIONS.manageClients];

const input = requestSchema(
  'NewCredentials',
  z.strictObject({
    name: text,
    role_id: reference.describe('What they may do there; no more than you may yourself.'),
    description: text.optional(),
    contact: text.optional(),
    access_preset: z.enum(ACCESS_PRESETS).optional().describe('`read` when absent.'),
    scopes: z.array(text).max(200).optional(),
    access_token_lifetime: z.number().optional().describe('Seconds; 3600 when absent.'),
    secret: z.strictObject(SECRET).optional(),
    confirmed: z.boolean().optional(),
  }),
);

const list = answerSchema('CredentialsList', z.object({ items: z.array(clientSchema) }));

const slugParams = z.object({ slug: reference.describe('Or the ID.') });

/** A team is called a project here. */
const routesOf = (node: CredentialNode, what: string) => {
  const path = `/api/${node}s/{slug}/client-credentials`;
  const Name = node === 'project' ? 'Project' : 'App';
  return [
    defineRoute({
      ...{ method: 'post', path, operation: `create${Name}Credentials`, tag: TAG },
      summary: `Make client credentials for ${what}`,
      description: `A service client that is a subject of its own, with one role, at ${what} only.`,
      permissions: MANAGE,
      params: slugParams,
      body: input,
      answer: createdClient,
      status: 201,
      problems: ['not_found', 'conflict', 'confirmation_required'],
      idempotent: true,
      async handle({ params: { slug }, body, use }) {
        // Checked by the schema but for what is the domain's to judge.
        const fields = toDomain(body) as NodeCredentialInput;
        const made = await use.nodeCredentials.create(node, slug, fields);
        return {
          body: {
            client: toClientView(made.client),
            client_secret: made.clientSecret ?? null,
            secret: toWire(made.secret) as z.input<typeof secretSchema> | null,
            warnings: toWarnings(made.warnings),
          },
          version: made.client.version,
          location: `/api/v1/clients/${made.client.id}`,
        };
      },
    }),
    defineRoute({
      ...{ method: 'get', path, operation: `list${Name}Credentials`, tag: TAG },
      summary: `List the client credentials of ${what}`,
      permissions: [PERMISSIONS.readClients, PERMISSIONS.manageClients],
      params: slugParams,
      answer: list,
      problems: ['not_found'],
      handle: async ({ params: { slug }, use }) => ({
        body: { items: (await use.nodeCredentials.list(node, slug)).map(toClientView) },
      }),
    }),
    defineRoute({
      ...{ method: 'post', path: `${path}/{client_id}/regenerate-secret`, tag: TAG },
      operation: `regenerate${Name}Secret`,
      summary: `Replace the secret of client credentials of ${what}`,
      permissions: MANAGE,
      params: slugParams.extend({ client_id: reference }),
      body: secretRotation,
      answer: createdSecret,
      status: 201,
      problems: ['not_found', 'conflict', 'confirmation_required'],
      idempotent: true,
      async handle({ params: { slug, client_id }, body, use }) {
        const rotation = toRotation(body);
        const made = await use.nodeCredentials.regenerateSecret(node, slug, client_id, rotation);
        return { body: toCreatedSecret(made) };
      },
    }),
  ];
};

export const nodeCredentialRoutes = [
  ...routesOf('project', 'a project (a team)'),
  ...routesOf('app', 'an app'),
];
