import type { FieldFault } from '@casement/server-sdk/contract';
import { allowedOriginFault } from './allowed-origin.ts';
import { inapplicableFaults } from './applicable-fields.ts';
import {
  type AppClient,
  DEVICE_GRANT,
  OAUTH_LIFETIMES,
  TEAM_SELECTIONS,
  type TeamSelection,
} from './oauth-client.ts';
import {
  OAUTH_CLIENT_FIELDS,
  type OAuthClientInput,
  type OAuthClientRules,
  oauthClientFaults,
  secondsFault,
} from './oauth-client-input.ts';
import { PLATFORMS, type Platform, redirectUriFault } from './redirect-uri.ts';

/** What an app client is made of. */
export interface AppClientInput extends OAuthClientInput {
  /** Has a secret; true when absent (CM2). */
  confidential?: boolean | undefined;
  /** `web` when absent. */
  platform?: Platform | undefined;
  /** `authorization_code` when absent. */
  grantTypes?: string[] | undefined;
  redirectUris?: string[] | undefined;
  postLogoutRedirectUris?: string[] | undefined;
  /** Where it is told that a user has signed out; https. */
  backchannelLogoutUri?: string | undefined;
  corsOrigins?: string[] | undefined;
  /** `single` when absent. */
  teamSelection?: TeamSelection | undefined;
  /** Off when absent (CM6). */
  refreshToken?: boolean | undefined;
  /** Seconds; 7 days when absent. */
  refreshTokenLifetime?: number | undefined;
  /** Seconds, 0–10; 0 when absent. */
  refreshGrace?: number | undefined;
}

const KNOWN: ReadonlySet<string> = new Set([
  ...OAUTH_CLIENT_FIELDS,
  'confidential',
  'platform',
  'grantTypes',
  'redirectUris',
  'postLogoutRedirectUris',
  'backchannelLogoutUri',
  'corsOrigins',
  'teamSelection',
  'refreshToken',
  'refreshTokenLifetime',
  'refreshGrace',
] satisfies (keyof AppClientInput)[]);

const NOT_FOR_APPS: ReadonlyMap<string, string> = new Map([
  ['teamId', 'Users choose the team at consent: use teamRestriction.'],
  ['userMode', 'Users sign in by themselves.'],
  ['staticUser', 'Users sign in by themselves.'],
  ['user', 'Users sign in by themselves. Make a service client to act as one user.'],
  ['roles', 'It has the permissions of the user who signs in.'],
  ['allowedOrigins', 'Only embedded clients have allowed origins: use corsOrigins.'],
]);

const APP_GRANTS: readonly AppClient['grantTypes'][number][] = ['authorization_code', DEVICE_GRANT];

const LIST_MAX = 50;

/** What the rules of the common fields need to know of an app. */
export const appRules = (input: AppClientInput): OAuthClientRules => ({
  type: 'app',
  refreshToken: input.refreshToken === true,
});

/** The grants of an app whose input has no faults. */
export const appGrants = ({ grantTypes }: AppClientInput): AppClient['grantTypes'] =>
  grantTypes === undefined
    ? ['authorization_code']
    : APP_GRANTS.filter((grant) => grantTypes.includes(grant));

/** Every rule that the input breaks by itself, without a look at the directory. */
export function appClientFaults(input: AppClientInput): FieldFault[] {
  return [
    ...inapplicableFaults(input, { clients: 'app clients', known: KNOWN, others: NOT_FOR_APPS }),
    ...oauthClientFaults(input, appRules(input)),
    ...choiceFaults(input),
    ...publicFaults(input),
    ...grantFaults(input),
    ...uriFaults(input),
    ...refreshFaults(input),
  ];
}

function choiceFaults({ platform, teamSelection }: AppClientInput): FieldFault[] {
  return [
    ...(platform === undefined || PLATFORMS.includes(platform)
      ? []
      : [{ path: 'platform', message: `One of ${PLATFORMS.join(', ')}.` }]),
    ...(teamSelection === undefined || TEAM_SELECTIONS.includes(teamSelection)
      ? []
      : [{ path: 'teamSelection', message: `One of ${TEAM_SELECTIONS.join(', ')}.` }]),
  ];
}

function publicFaults({ confidential, secret }: AppClientInput): FieldFault[] {
  return confidential === false && secret !== undefined
    ? [{ path: 'secret', message: 'A public client has no secret: leave it out.' }]
    : [];
}

function grantFaults({ grantTypes }: AppClientInput): FieldFault[] {
  if (grantTypes === undefined) return [];
  if (grantTypes.length === 0) {
    return [{ path: 'grantTypes', message: `Name at least one of ${APP_GRANTS.join(', ')}.` }];
  }
  const allowed: readonly string[] = APP_GRANTS;
  return grantTypes.flatMap((grant, index) =>
    allowed.includes(grant)
      ? []
      : [{ path: `grantTypes.${index}`, message: `"${grant}": ${grantAdvice(grant)}` }],
  );
}

function grantAdvice(grant: string): string {
  if (grant === 'refresh_token') return 'Switch refresh tokens on with refreshToken instead.';
  if (grant === 'client_credentials') return 'Make a service client for this grant.';
  return `One of ${APP_GRANTS.join(', ')}.`;
}

function uriFaults(input: AppClientInput): FieldFault[] {
  const { redirectUris = [], postLogoutRedirectUris = [], corsOrigins = [] } = input;
  const platform = input.platform ?? 'web';
  const uriFault = (uri: string) => redirectUriFault(uri, platform);
  const faults = [
    ...listFaults('redirectUris', redirectUris, uriFault),
    ...listFaults('postLogoutRedirectUris', postLogoutRedirectUris, uriFault),
    ...listFaults('corsOrigins', corsOrigins, allowedOriginFault),
    ...backchannelFaults(input),
  ];
  // With a wrong grant there is no telling whether redirect URIs are needed.
  if (grantFaults(input).length > 0) return faults;
  const redirects = appGrants(input).includes('authorization_code');
  if (redirects && redirectUris.length === 0) {
    faults.push({
      path: 'redirectUris',
      message: 'The grant authorization_code needs at least one redirect URI.',
    });
  }
  if (!redirects && redirectUris.length > 0) {
    faults.push({
      path: 'redirectUris',
      message: 'Does not apply without the grant authorization_code: leave redirect URIs out.',
    });
  }
  return faults;
}

/** A server is called there, on whatever machine it is: never a port that differs from run to run. */
function backchannelFaults({ backchannelLogoutUri: uri }: AppClientInput): FieldFault[] {
  const message = uri === undefined ? undefined : redirectUriFault(uri, 'web');
  return message === undefined ? [] : [{ path: 'backchannelLogoutUri', message }];
}

function listFaults(
  field: string,
  values: readonly string[],
  faultOf: (value: string) => string | undefined,
): FieldFault[] {
  if (values.length > LIST_MAX) {
    return [{ path: field, message: `At most ${LIST_MAX}; these are ${values.length}.` }];
  }
  return values.flatMap((value, index) => {
    const message =
      faultOf(value) ?? (values.indexOf(value) === index ? undefined : 'Named twice.');
    const path = `${field}.${index}`;
    return message === undefined ? [] : [{ path, message: `${JSON.stringify(value)}: ${message}` }];
  });
}

function refreshFaults({
  refreshToken,
  refreshTokenLifetime,
  refreshGrace,
}: AppClientInput): FieldFault[] {
  const limited = [
    ['refreshTokenLifetime', refreshTokenLifetime, OAUTH_LIFETIMES.refreshToken],
    ['refreshGrace', refreshGrace, OAUTH_LIFETIMES.refreshGrace],
  ] as const;
  return limited.flatMap(([path, seconds, limits]) => {
    if (seconds === undefined) return [];
    if (refreshToken !== true) {
      return [{ path, message: 'Refresh tokens are off: switch them on, or leave this out.' }];
    }
    const message = secondsFault(seconds, limits);
    return message === undefined ? [] : [{ path, message }];
  });
}
