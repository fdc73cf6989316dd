import type { FieldFault } from '@casement/server-sdk/contract';
import { nameFaults } from '../directory/name.ts';
import { defaultScopes, isScope, isWriting, type Scope, scopeApplies } from '../scope/scope.ts';
import { ABOUT_FIELDS, aboutFaults, type ClientAboutInput } from './client-about.ts';
import { clientIdFaults } from './client-id.ts';
import {
  ACCESS_PRESETS,
  type AccessPreset,
  OAUTH_LIFETIMES,
  type TeamRestriction,
} from './oauth-client.ts';
import { type RequestLimitInput, requestLimitFaults } from './request-limit.ts';
import { type SecretInput, secretFaults } from './secret-input.ts';

/** What app and service clients have in common. */
export interface OAuthClientInput extends ClientAboutInput, RequestLimitInput {
  /** Chosen by the operator and then unchangeable; generated when absent. */
  id?: string | undefined;
  name: string;
  /** `read` when absent (CM5). */
  accessPreset?: AccessPreset | undefined;
  /** What it may ask for; all that type and preset allow when absent. */
  scopes?: string[] | undefined;
  /** Empty or absent: all teams. */
  teamRestriction?: Partial<TeamRestriction> | undefined;
  /** Seconds; 3600 when absent. */
  accessTokenLifetime?: number | undefined;
  /** The first secret, where it is to be another than the usual one. */
  secret?: SecretInput | undefined;
  /** Says that full access for long is meant (CM7). */
  confirmed?: boolean | undefined;
}

export const OAUTH_CLIENT_FIELDS = [
  'id',
  'name',
  ...ABOUT_FIELDS,
  'accessPreset',
  'scopes',
  'teamRestriction',
  'accessTokenLifetime',
  'requestsPerMinute',
  'secret',
  'confirmed',
] as const satisfies (keyof OAuthClientInput)[];

/** What a type of client adds to the rules. */
export interface OAuthClientRules {
  type: 'app' | 'service';
  refreshToken: boolean;
}

/** Every rule of the common fields that the input breaks by itself, without a look at the directory. */
export function oauthClientFaults(input: OAuthClientInput, rules: OAuthClientRules): FieldFault[] {
  const faults: FieldFault[] = [
    ...clientIdFaults(input.id),
    ...nameFaults(input.name),
    ...aboutFaults(input),
    ...requestLimitFaults(input),
    ...secretFaults(input.secret, input.id),
  ];
  const add = (path: string, message: string | undefined) => {
    if (message !== undefined) faults.push({ path, message });
  };
  const { accessPreset, accessTokenLifetime } = input;
  if (accessPreset !== undefined && !ACCESS_PRESETS.includes(accessPreset)) {
    add('accessPreset', `One of ${ACCESS_PRESETS.join(', ')}.`);
  }
  const { accessToken } = OAUTH_LIFETIMES;
  if (accessTokenLifetime !== undefined) {
    add('accessTokenLifetime', secondsFault(accessTokenLifetime, accessToken));
  }
  return [...faults, ...scopeFaults(input, rules)];
}

/** The scopes of a client whose input has no faults; sorted, none twice. */
export function scopesOf(
  { scopes, accessPreset = 'read' }: OAuthClientInput,
  { type, refreshToken }: Pick<OAuthClientRules, 'type' | 'refreshToken'>,
): Scope[] {
  if (scopes === undefined) return defaultScopes({ type, accessPreset, refreshToken });
  return [...new Set(scopes.filter(isScope))].toSorted();
}

/** The rule that a number of seconds breaks, or `undefined`. */
export function secondsFault(
  seconds: number,
  { min, max }: { min: number; max: number },
): string | undefined {
  return Number.isInteger(seconds) && seconds >= min && seconds <= max
    ? undefined
    : `A whole number of seconds from ${min} to ${max}; this is ${seconds}.`;
}

function scopeFaults(
  { scopes, accessPreset = 'read' }: OAuthClientInput,
  { type, refreshToken }: OAuthClientRules,
): FieldFault[] {
  if (scopes === undefined) return [];
  if (scopes.length === 0) {
    return [
      { path: 'scopes', message: 'Name at least one, or leave them out for the usual ones.' },
    ];
  }
  return scopes.flatMap((scope, index) => {
    const message = scopeFault(scope, { type, accessPreset, refreshToken });
    return message === undefined ? [] : [{ path: `scopes.${index}`, message }];
  });
}

function scopeFault(
  scope: string,
  client: { type: 'app' | 'service'; accessPreset: AccessPreset; refreshToken: boolean },
): string | undefined {
  if (!isScope(scope)) return `There is no scope ${JSON.stringify(scope)}.`;
  if (!scopeApplies(scope, client.type)) {
    return `The scope ${scope} does not apply to ${client.type} clients.`;
  }
  if (client.accessPreset !== 'full' && isWriting(scope)) {
    return `The scope ${scope} needs the access preset full.`;
  }
  if (scope === 'offline_access' && !client.refreshToken) {
    return 'The scope offline_access asks for a refresh token: switch refresh tokens on.';
  }
  return undefined;
}
