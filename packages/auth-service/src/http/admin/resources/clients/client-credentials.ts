import { z } from 'zod';
import { KEYS_MAX } from '../../../../domain/client/client-public-key.ts';
import type { CreatedSecret, RotationInput } from '../../../../domain/client/manage-secrets.ts';
import { PERMISSIONS } from '../../../../domain/directory/permission.ts';
import { toWire } from '../../../../wire-names.ts';
import { answerSchema, requestSchema } from '../../openapi/components.ts';
import { defineRoute } from '../../route.ts';
import { instant, nullableInstant, reference, text, toInstant } from '../common-schemas.ts';
import { seen } from '../seen.ts';
import { SECRET } from './client-input-schema.ts';
import { CLIENTS, clientParams, ONE_CLIENT, toWarnings } from './client-routes.ts';
import { warningSchema } from './client-schema.ts';
import { secretSchema } from './secret-schema.ts';

const MANAGE = [PERMISSIONS.manageClients];
const READ = [PERMISSIONS.readClients, PERMISSIONS.manageClients];

type SecretView = z.input<typeof secretSchema>;
const toSecretView = (secret: object): SecretView => toWire(secret) as SecretView;

export const createdSecret = answerSchema(
  'CreatedSecret',
  z.object({
    client_id: z.string(),
    client_secret: z.string().describe('Shown once.'),
    secret: secretSchema,
    warnings: z.array(warningSchema),
  }),
);

export const toCreatedSecret = ({ client, clientSecret, secret, warnings }: CreatedSecret) => ({
  client_id: client.id,
  client_secret: clientSecret,
  secret: toSecretView(secret),
  warnings: toWarnings(warnings),
});

export const secretRotation = requestSchema(
  'SecretRotation',
  z.strictObject({
    ...SECRET,
    overlap_hours: z.number().optional().describe('0–72, in which the old ones still work; 0.'),
    secret_id: reference.optional().describe('Replaces this one only; all when absent.'),
    confirm_name: text.optional().describe('The client’s name, typed to confirm.'),
  }),
);

export const toRotation = (body: z.output<typeof secretRotation>): RotationInput => ({
  ...{ name: body.name, value: body.value, expiresInDays: body.expires_in_days },
  ...{ overlapHours: body.overlap_hours, secretId: body.secret_id },
  confirmName: body.confirm_name,
});

const key = answerSchema(
  'ClientKey',
  z.object({
    id: z.string(),
    kid: z.string(),
    algorithm: z.string(),
    created_at: instant,
    revoked_at: nullableInstant,
  }),
);

export const clientCredentialRoutes = [
  defineRoute({
    ...{ method: 'get', path: `${ONE_CLIENT}/secrets`, operation: 'listSecrets', tag: CLIENTS },
    summary: 'List a client’s secrets, ended ones too; never their values',
    permissions: READ,
    params: clientParams,
    answer: answerSchema('ClientSecretList', z.object({ items: z.array(secretSchema) })),
    problems: ['not_found'],
    async handle({ params: { client_id }, use }) {
      const secrets = await seen('client', client_id, () => use.clients.secrets.list(client_id));
      return { body: { items: secrets.map(toSecretView) } };
    },
  }),
  defineRoute({
    ...{ method: 'post', path: `${ONE_CLIENT}/secrets`, operation: 'createSecret', tag: CLIENTS },
    summary: 'Add a secret beside those that there are',
    permissions: MANAGE,
    params: clientParams,
    body: requestSchema('NewSecret', z.strictObject(SECRET)),
    answer: createdSecret,
    status: 201,
    problems: ['not_found', 'conflict'],
    idempotent: true,
    async handle({
      params: { client_id },
      body: { expires_in_days: expiresInDays, ...body },
      use,
    }) {
      await seen('client', client_id, () => use.clients.get(client_id));
      const made = await use.clients.secrets.create(client_id, { ...body, expiresInDays });
      return { body: toCreatedSecret(made) };
    },
  }),
  defineRoute({
    ...{ method: 'post', path: `${ONE_CLIENT}/rotate-secret`, operation: 'rotateSecret' },
    ...{ tag: CLIENTS, summary: 'Replace a client’s secrets, at once or with an overlap' },
    permissions: MANAGE,
    params: clientParams,
    body: secretRotation,
    answer: createdSecret,
    status: 201,
    problems: ['not_found', 'conflict', 'confirmation_required'],
    idempotent: true,
    async handle({ params: { client_id }, body, use }) {
      await seen('client', client_id, () => use.clients.get(client_id));
      const made = await use.clients.secrets.rotate(client_id, toRotation(body));
      return { body: toCreatedSecret(made) };
    },
  }),
  defineRoute({
    ...{ method: 'delete', path: `${ONE_CLIENT}/secrets/{secret_id}`, tag: CLIENTS },
    operation: 'revokeSecret',
    summary: 'End a secret at once and for good',
    permissions: MANAGE,
    params: clientParams.extend({ secret_id: reference }),
    problems: ['not_found'],
    async handle({ params: { client_id, secret_id }, use }) {
      await seen('client', client_id, () => use.clients.get(client_id));
      await use.clients.secrets.revoke(client_id, secret_id);
      return { body: undefined };
    },
  }),
  defineRoute({
    ...{ method: 'get', path: `${ONE_CLIENT}/keys`, operation: 'listKeys', tag: CLIENTS },
    summary: 'List a client’s public keys',
    permissions: READ,
    params: clientParams,
    answer: answerSchema('ClientKeyList', z.object({ items: z.array(key) })),
    problems: ['not_found'],
    async handle({ params: { client_id }, use }) {
      const keys = await seen('client', client_id, () => use.clients.listKeys(client_id));
      return { body: { items: keys.map(toKeyView) } };
    },
  }),
  defineRoute({
    ...{ method: 'post', path: `${ONE_CLIENT}/keys`, operation: 'addKey', tag: CLIENTS },
    summary: `Add a public key, for private_key_jwt; up to ${KEYS_MAX}`,
    permissions: MANAGE,
    params: clientParams,
    body: requestSchema(
      'NewClientKey',
      z.strictObject({ jwk: z.record(z.string(), z.unknown()).describe('RFC 7517, public.') }),
    ),
    answer: key,
    status: 201,
    problems: ['not_found', 'conflict'],
    idempotent: true,
    async handle({ params: { client_id }, body, use }) {
      await seen('client', client_id, () => use.clients.get(client_id));
      return { body: toKeyView(await use.clients.addKey(client_id, body)) };
    },
  }),
  defineRoute({
    ...{ method: 'delete', path: `${ONE_CLIENT}/keys/{key_id}`, operation: 'revokeKey' },
    ...{ tag: CLIENTS, summary: 'End a public key at once and for good' },
    permissions: MANAGE,
    params: clientParams.extend({ key_id: reference.describe('Or its `kid`.') }),
    answer: key,
    problems: ['not_found'],
    async handle({ params: { client_id, key_id }, use }) {
      await seen('client', client_id, () => use.clients.get(client_id));
      return { body: toKeyView(await use.clients.revokeKey(client_id, key_id)) };
    },
  }),
];

function toKeyView(found: {
  id: string;
  kid: string;
  algorithm: string;
  createdAt: number;
  revokedAt: number | undefined;
}): z.input<typeof key> {
  const { id, kid, algorithm, createdAt, revokedAt } = found;
  const revoked_at = revokedAt === undefined ? null : toInstant(revokedAt);
  return { id, kid, algorithm, created_at: toInstant(createdAt), revoked_at };
}
