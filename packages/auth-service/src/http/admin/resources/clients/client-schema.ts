import { z } from 'zod';
import { type Client, USER_MODES } from '../../../../domain/client/client.ts';
import { CLIENT_STATUSES } from '../../../../domain/client/client-base.ts';
import { CLIENT_WARNING_CODES } from '../../../../domain/client/client-warning.ts';
import {
  ACCESS_PRESETS,
  GRANT_TYPES,
  TEAM_SELECTIONS,
} from '../../../../domain/client/oauth-client.ts';
import { PLATFORMS } from '../../../../domain/client/redirect-uri.ts';
import { SCOPES } from '../../../../domain/scope/scope.ts';
import { WARNING_LEVELS } from '../../../../domain/warning.ts';
import { toWire } from '../../../../wire-names.ts';
import { answerSchema } from '../../openapi/components.ts';
import { instant, nullableInstant } from '../common-schemas.ts';

const seconds = z.int().describe('Seconds.');
const uris = z.array(z.string());

const COMMON = {
  id: z.string().describe('`client_id` on the wire; never changes.'),
  name: z.string(),
  description: z.string().nullable(),
  client_uri: z.string().nullable().describe('Home page.'),
  contact: z.string().nullable().describe('Whom to ask about it: an e-mail address.'),
  status: z.enum(CLIENT_STATUSES),
  version: z.int().describe('Its ETag: one more with every change of settings or status.'),
  access_token_lifetime: seconds,
  requests_per_minute: z
    .int()
    .nullable()
    .describe('Its own limit, of each kind of request; null: only the service’s limits.'),
  created_at: instant,
  created_by: z.string().nullable().describe('Null: the operator at the machine.'),
  last_used_at: nullableInstant.describe('To the minute; null: never.'),
  expires_at: nullableInstant.describe('When its last secret does; null: never, or it has none.'),
};

const OAUTH = {
  access_preset: z.enum(ACCESS_PRESETS),
  scopes: z.array(z.enum(SCOPES)),
  team_restriction: z.object({
    team_ids: z.array(z.string()),
    organization_ids: z.array(z.string()).describe('Teams that are added later count too.'),
  }),
  all_teams: z.boolean().describe('It is restricted to no team.'),
};

const embedded = answerSchema(
  'EmbeddedClient',
  z.object({
    type: z.literal('embedded'),
    ...COMMON,
    team_id: z.string(),
    user_mode: z.enum(USER_MODES),
    static_user_id: z.string().nullable(),
    allowed_origins: uris,
  }),
);

const app = answerSchema(
  'AppClient',
  z.object({
    type: z.literal('app'),
    ...COMMON,
    ...OAUTH,
    confidential: z.boolean(),
    platform: z.enum(PLATFORMS),
    grant_types: z.array(z.enum(GRANT_TYPES)),
    redirect_uris: uris,
    post_logout_redirect_uris: uris,
    backchannel_logout_uri: z.string().nullable(),
    cors_origins: uris,
    team_selection: z.enum(TEAM_SELECTIONS),
    refresh_token: z.boolean(),
    refresh_token_lifetime: seconds,
    refresh_grace: seconds,
  }),
);

const service = answerSchema(
  'ServiceClient',
  z.object({
    type: z.literal('service'),
    ...COMMON,
    ...OAUTH,
    user_id: z.string().nullable().describe('Acts as this user; null: with roles of its own.'),
    roles: z.array(z.object({ node_type: z.string(), node_id: z.string(), role_id: z.string() })),
  }),
);

export const clientSchema = answerSchema(
  'Client',
  z.discriminatedUnion('type', [embedded, app, service]),
);

export const warningSchema = answerSchema(
  'Warning',
  z.object({
    code: z.enum(CLIENT_WARNING_CODES),
    level: z.enum(WARNING_LEVELS),
    field: z.string(),
    message: z.string(),
  }),
);

/** A client as the API shows it; its schema sees to the rest. */
export function toClientView(client: Client): z.input<typeof clientSchema> {
  const restriction = client.type === 'embedded' ? undefined : client.teamRestriction;
  const allTeams =
    restriction && restriction.teamIds.length + restriction.organizationIds.length === 0;
  return toWire({ ...client, ...(restriction ? { allTeams } : {}) }) as z.input<
    typeof clientSchema
  >;
}
