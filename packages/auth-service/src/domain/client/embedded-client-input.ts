import type { FieldFault } from '@casement/server-sdk/contract';
import { nameFaults } from '../directory/name.ts';
import { allowedOriginFault } from './allowed-origin.ts';
import { inapplicableFaults } from './applicable-fields.ts';
import { ACCESS_TOKEN_LIFETIME, USER_MODES, type UserMode } from './client.ts';
import { ABOUT_FIELDS, aboutFaults, type ClientAboutInput } from './client-about.ts';
import { clientIdFaults } from './client-id.ts';
import { type RequestLimitInput, requestLimitFaults } from './request-limit.ts';
import { type SecretInput, secretFaults } from './secret-input.ts';

/** What an embedded client is made of (EM1). */
export interface EmbeddedClientInput extends ClientAboutInput, RequestLimitInput {
  /** Chosen by the operator and then unchangeable; generated when absent. */
  id?: string | undefined;
  name: string;
  teamId: string;
  userMode: UserMode;
  /** The pinned user in static mode, by ID or e-mail address. */
  staticUser?: string | undefined;
  allowedOrigins: string[];
  /** Seconds, 60–600; 300 when absent. */
  accessTokenLifetime?: number | undefined;
  /** The first secret, where it is to be another than the usual one. */
  secret?: SecretInput | undefined;
}

const KNOWN: ReadonlySet<string> = new Set([
  'id',
  'name',
  ...ABOUT_FIELDS,
  'teamId',
  'userMode',
  'staticUser',
  'allowedOrigins',
  'accessTokenLifetime',
  'requestsPerMinute',
  'secret',
] satisfies (keyof EmbeddedClientInput)[]);

/** Fields of the other client types, refused by name so that nobody thinks they had an effect. */
const NOT_FOR_EMBEDDED: ReadonlyMap<string, string> = new Map([
  ['redirectUris', 'An embedded client has no redirects: its sessions start from challenge codes.'],
  ['backchannelLogoutUri', 'An embedded client has no redirects and no logout.'],
  ['postLogoutRedirectUris', 'An embedded client has no redirects and no logout.'],
  ['corsOrigins', 'An embedded client has allowed origins instead: use allowedOrigins.'],
  ['grantTypes', 'An embedded client has exactly one grant: the challenge code.'],
  ['scopes', 'A session has exactly the permissions of its user.'],
  ['refreshToken', 'There are no refresh tokens: frames renew with new challenge codes.'],
  ['refreshTokenLifetime', 'There are no refresh tokens: frames renew with new challenge codes.'],
  ['accessPreset', 'A session has exactly the permissions of its user.'],
  ['teamAccess', 'An embedded client belongs to exactly one team: use teamId.'],
  ['teamIds', 'An embedded client belongs to exactly one team: use teamId.'],
  ['teamRestriction', 'An embedded client belongs to exactly one team: use teamId.'],
  ['teamSelection', 'An embedded client belongs to exactly one team: use teamId.'],
  ['confidential', 'An embedded client always has a secret or a key: its backend authenticates.'],
  ['generateSecret', 'An embedded client always has a secret or a key: its backend authenticates.'],
]);

/** Every rule that the input breaks by itself, without a look at the directory. */
export function embeddedClientFaults(input: EmbeddedClientInput): FieldFault[] {
  const { userMode, staticUser, accessTokenLifetime } = input;
  const faults: FieldFault[] = [
    ...inapplicableFaults(input, {
      clients: 'embedded clients',
      known: KNOWN,
      others: NOT_FOR_EMBEDDED,
    }),
    ...clientIdFaults(input.id),
    ...nameFaults(input.name),
    ...aboutFaults(input),
    ...requestLimitFaults(input),
    ...secretFaults(input.secret, input.id),
  ];
  const add = (path: string, message: string) => faults.push({ path, message });
  if (typeof input.teamId !== 'string' || input.teamId === '') {
    add('teamId', 'An embedded client belongs to exactly one team: name it.');
  }
  if (!USER_MODES.includes(userMode)) add('userMode', 'Must be static or dynamic.');
  if (userMode === 'static' && staticUser === undefined) {
    add('staticUser', 'Required in static mode: the user as whom every session acts.');
  }
  if (userMode === 'dynamic' && staticUser !== undefined) {
    add('staticUser', 'Does not apply in dynamic mode: the backend names the user with each code.');
  }
  faults.push(...allowedOriginsFaults(input.allowedOrigins));
  if (accessTokenLifetime !== undefined) faults.push(...lifetimeFaults(accessTokenLifetime));
  return faults;
}

/** Faults of a list of allowed origins: each well-formed (EM5), at least one, none twice. */
export function allowedOriginsFaults(origins: readonly string[]): FieldFault[] {
  if (!Array.isArray(origins) || origins.length === 0) {
    return [
      {
        path: 'allowedOrigins',
        message: 'Name at least one origin at which the dashboard may be embedded.',
      },
    ];
  }
  return origins.flatMap((origin, index) => {
    const path = `allowedOrigins.${index}`;
    const message = typeof origin === 'string' ? allowedOriginFault(origin) : 'Must be a string.';
    if (message) return [{ path, message: `"${origin}": ${message}` }];
    return origins.indexOf(origin) === index
      ? []
      : [{ path, message: `"${origin}" is named twice.` }];
  });
}

function lifetimeFaults(seconds: number): FieldFault[] {
  const { min, max } = ACCESS_TOKEN_LIFETIME;
  if (Number.isInteger(seconds) && seconds >= min && seconds <= max) return [];
  return [
    {
      path: 'accessTokenLifetime',
      message: `A whole number of seconds from ${min} to ${max}; this is ${seconds}.`,
    },
  ];
}
