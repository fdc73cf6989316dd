import { z } from 'zod';
import { USER_MODES } from '../../../../domain/client/client.ts';
import { ACCESS_PRESETS, TEAM_SELECTIONS } from '../../../../domain/client/oauth-client.ts';
import { PLATFORMS } from '../../../../domain/client/redirect-uri.ts';
import { requestSchema } from '../../openapi/components.ts';
import { reference, text } from '../common-schemas.ts';

/**
 * The API knows the form of a field; which fields a type has, and what they may be, is the domain's to
 * say, in words (CM1). Hence unknown fields go through to it, and are refused there.
 */
const seconds = z.number().describe('Seconds.');
const list = z.array(text).max(200);

const ABOUT = {
  description: text.describe('At most 500 characters.'),
  client_uri: text.describe('Home page, https.'),
  contact: text.describe('E-mail address.'),
};

const LIMIT = {
  requests_per_minute: z
    .number()
    .nullable()
    .describe(
      'Its own limit, 1–1000000, of each kind of request by itself; null or absent: only the service’s limits, which it never raises.',
    ),
};

const restriction = z
  .strictObject({ team_ids: list.optional(), organization_ids: list.optional() })
  .describe('For which teams it may get tokens; absent or empty: all.');

const OAUTH = {
  ...ABOUT,
  ...LIMIT,
  access_preset: z.enum(ACCESS_PRESETS).describe('`read` when absent.'),
  scopes: list.describe('All that type and preset allow when absent.'),
  team_restriction: restriction,
  access_token_lifetime: seconds.describe('Seconds; 3600 when absent.'),
};

const EMBEDDED = {
  ...ABOUT,
  ...LIMIT,
  user_mode: z
    .enum(USER_MODES)
    .describe(
      '`static`: every session acts as `static_user`; `dynamic`: each code names its user.',
    ),
  static_user: reference.describe('In static mode: by ID or e-mail address.'),
  allowed_origins: list.describe(
    'Of the pages that may embed it: `https://host` or `https://host:port`.',
  ),
  access_token_lifetime: seconds.describe('Seconds, 60–600; 300 when absent.'),
};

const APP = {
  ...OAUTH,
  confidential: z.boolean().describe('Has a secret; true when absent.'),
  platform: z.enum(PLATFORMS).describe('`web` when absent.'),
  grant_types: list.describe('`authorization_code` when absent.'),
  redirect_uris: list.describe(
    'Where its answers may go, to the letter: https, or a loopback address.',
  ),
  post_logout_redirect_uris: list.describe('Where it may send people who have signed out.'),
  backchannel_logout_uri: text.describe('Told of everybody who signs out; https.'),
  cors_origins: list.describe('Of the pages whose scripts may ask for tokens.'),
  team_selection: z.enum(TEAM_SELECTIONS).describe('`single` when absent.'),
  refresh_token: z.boolean().describe('Off when absent.'),
  refresh_token_lifetime: seconds.describe('Seconds; 7 days when absent.'),
  refresh_grace: seconds.describe('Seconds, 0–10; 0 when absent.'),
};

const roles = z
  .array(
    z.strictObject({
      node_type: z.enum(['organization', 'team', 'app']),
      node_id: reference,
      role_id: reference,
    }),
  )
  .max(200);

const SERVICE = {
  ...OAUTH,
  user: reference.describe('As whom it acts: by ID or e-mail address.'),
  roles: roles.describe('Of its own, where it acts as nobody.'),
};

export const SECRET = {
  name: text.optional().describe('For people.'),
  expires_in_days: z.number().nullable().optional().describe('180 when absent; null: never.'),
  value: text.optional().describe('Typed in; generated when absent, which is better.'),
};

const optional = <S extends z.ZodRawShape>(shape: S) => z.object(shape).partial().shape;
const nullable = (shape: z.ZodRawShape) =>
  Object.fromEntries(
    Object.entries(shape).map(([name, field]) => [name, z.nullable(field).optional()]),
  );

const NEW = {
  id: text.optional().describe('3 to 64 characters, never changes; generated when absent.'),
  name: text.describe('1 to 100 characters, for people.'),
  secret: z.strictObject(SECRET).optional().describe('The first one, unless it is to be as usual.'),
};
const confirmed = z.boolean().optional().describe('Says that full access for long is meant.');

const teamId = reference.describe('Its one team.');

export const newEmbedded = requestSchema(
  'NewEmbeddedClient',
  z.looseObject({
    ...{ type: z.literal('embedded'), ...NEW, team_id: teamId },
    ...optional(EMBEDDED),
    ...{ user_mode: EMBEDDED.user_mode, allowed_origins: EMBEDDED.allowed_origins },
  }),
);
export const newApp = requestSchema(
  'NewAppClient',
  z.looseObject({ type: z.literal('app'), ...NEW, ...optional(APP), confirmed }),
);
export const newService = requestSchema(
  'NewServiceClient',
  z.looseObject({ type: z.literal('service'), ...NEW, ...optional(SERVICE), confirmed }),
);

export const newClientSchema = requestSchema(
  'NewClient',
  z
    .discriminatedUnion('type', [newEmbedded, newApp, newService])
    .describe('Fields of other types are refused, not ignored.'),
);

export const clientPatchSchema = requestSchema(
  'ClientPatch',
  z
    .looseObject({
      ...nullable({ name: NEW.name, team_id: teamId, ...EMBEDDED, ...APP, ...SERVICE }),
      confirmed,
    })
    .describe('Absent stays, null goes back to the default (RFC 7396); as far as the type has it.'),
);
