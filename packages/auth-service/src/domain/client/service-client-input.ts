import type { FieldFault } from '@casement/server-sdk/contract';
import { inapplicableFaults } from './applicable-fields.ts';
import type { ClientRole } from './oauth-client.ts';
import {
  OAUTH_CLIENT_FIELDS,
  type OAuthClientInput,
  type OAuthClientRules,
  oauthClientFaults,
} from './oauth-client-input.ts';

/** What a service client is made of (CM17): it acts as a user, or has roles of its own. */
export interface ServiceClientInput extends OAuthClientInput {
  /** As whom it acts, by ID or e-mail address. */
  user?: string | undefined;
  /** Of its own; none twice at one node. */
  roles?: ClientRole[] | undefined;
}

const KNOWN: ReadonlySet<string> = new Set([
  ...OAUTH_CLIENT_FIELDS,
  'user',
  'roles',
] satisfies (keyof ServiceClientInput)[]);

const NO_REDIRECTS = 'It authenticates by itself: there is no browser and nothing to redirect.';
const ONE_GRANT = 'A service client has exactly one grant: client_credentials.';
const NO_REFRESH = 'There are no refresh tokens: it gets a new access token whenever it wants.';

const NOT_FOR_SERVICES: ReadonlyMap<string, string> = new Map([
  ['redirectUris', NO_REDIRECTS],
  ['postLogoutRedirectUris', NO_REDIRECTS],
  ['backchannelLogoutUri', 'Nobody signs in to it, so nobody signs out.'],
  ['corsOrigins', 'Its secret must not be in a browser.'],
  ['platform', NO_REDIRECTS],
  ['grantTypes', ONE_GRANT],
  ['refreshToken', NO_REFRESH],
  ['refreshTokenLifetime', NO_REFRESH],
  ['refreshGrace', NO_REFRESH],
  ['confidential', 'A service client always has a secret or a key.'],
  ['generateSecret', 'A service client always has a secret or a key.'],
  ['teamSelection', 'Nobody is asked: limit its teams with teamRestriction.'],
  ['teamId', 'Limit its teams with teamRestriction.'],
  ['userMode', 'Name the user as whom it acts with user.'],
  ['staticUser', 'Name the user as whom it acts with user.'],
  ['allowedOrigins', 'Only embedded clients have allowed origins.'],
]);

/** What the rules of the common fields need to know of a service client. */
export const SERVICE_RULES: OAuthClientRules = {
  type: 'service',
  refreshToken: false,
};

/** Every rule that the input breaks by itself, without a look at the directory. */
export function serviceClientFaults(input: ServiceClientInput): FieldFault[] {
  return [
    ...inapplicableFaults(input, {
      clients: 'service clients',
      known: KNOWN,
      others: NOT_FOR_SERVICES,
    }),
    ...oauthClientFaults(input, SERVICE_RULES),
    ...subjectFaults(input),
  ];
}

function subjectFaults({ user, roles = [] }: ServiceClientInput): FieldFault[] {
  if (user !== undefined && roles.length > 0) {
    return [
      {
        path: 'roles',
        message: 'It acts as a user and has that user’s roles: name one or the other.',
      },
    ];
  }
  if (user === undefined && roles.length === 0) {
    return [
      {
        path: 'user',
        message: 'Name the user as whom it acts, or at least one role of its own.',
      },
    ];
  }
  const nodes = roles.map(({ nodeType, nodeId }) => `${nodeType} ${nodeId}`);
  return nodes.flatMap((node, index) =>
    nodes.indexOf(node) === index
      ? []
      : [{ path: `roles.${index}`, message: `There is a role at ${node} already: one per node.` }],
  );
}
