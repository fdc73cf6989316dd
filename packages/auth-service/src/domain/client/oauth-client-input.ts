import type { FieldFault } from '@casement/server-sdk/contract';
import { emailFault } from '../directory/email.ts';
import { nameFaults } from '../directory/name.ts';
import { defaultScopes, isScope, isWriting, type Scope, scopeApplies } from '../scope/scope.ts';
import { clientIdFaults } from './client-id.ts';
import { confirmationFaults } from './lifetime-warning.ts';
import {
  ACCESS_PRESETS,
  type AccessPreset,
  OAUTH_LIFETIMES,
  type TeamRestriction,
} from './oauth-client.ts';
import { clientUriFault } from './redirect-uri.ts';

/** What app and service clients have in common. */
export interface OAuthClientInput {
  /** Chosen by the operator and then unchangeable; generated when absent. */
  id?: string | undefined;
  name: string;
  description?: string | undefined;
  /** The client's home page, https. */
  clientUri?: string | undefined;
  /** Whom to ask about it: an e-mail address. */
  contact?: string | undefined;
  /** `read` when absent (CM5). */
  accessPreset?: AccessPreset | undefined;
  /** What it may ask for; all that type and preset allow when absent. */
  scopes?: string[] | undefined;
  /** Empty or absent: all teams. */
  teamRestriction?: Partial<TeamRestriction> | undefined;
  /** Seconds; 3600 when absent. */
  accessTokenLifetime?: number | undefined;
  /** Says that full access for long is meant (CM7). */
  confirmed?: boolean | undefined;
}

export const OAUTH_CLIENT_FIELDS = [
  'id',
  'name',
  'description',
  'clientUri',
  'contact',
  'accessPreset',
  'scopes',
  'teamRestriction',
  'accessTokenLifetime',
  'confirmed',
] as const satisfies (keyof OAuthClientInput)[];

const DESCRIPTION_MAX = 500;

/** What a type of client adds to the rules. */
export interface OAuthClientRules {
  type: 'app' | 'service';
  refreshToken: boolean;
  /** Seconds. */
  refreshTokenLifetime: number;
}

/** Every rule of the common fields that the input breaks by itself, without a look at the directory. */
export function oauthClientFaults(input: OAuthClientInput, rules: OAuthClientRules): FieldFault[] {
  const faults: FieldFault[] = [...clientIdFaults(input.id), ...nameFaults(input.name)];
  const add = (path: string, message: string | undefined) => {
    if (message !== undefined) faults.push({ path, message });
  };
  const { description, clientUri, contact, accessPreset, accessTokenLifetime } = input;
  if (description !== undefined && description.length > DESCRIPTION_MAX) {
    add('description', `At most ${DESCRIPTION_MAX} characters; this has ${description.length}.`);
  }
  if (clientUri !== undefined) add('clientUri', clientUriFault(clientUri));
  if (contact !== undefined) add('contact', emailFault(contact));
  if (accessPreset !== undefined && !ACCESS_PRESETS.includes(accessPreset)) {
    add('accessPreset', `One of ${ACCESS_PRESETS.join(', ')}.`);
  }
  const { accessToken } = OAUTH_LIFETIMES;
  if (accessTokenLifetime !== undefined) {
    add('accessTokenLifetime', secondsFault(accessTokenLifetime, accessToken));
  }
  faults.push(...scopeFaults(input, rules));
  // What is wrong by itself need not be confirmed.
  if (faults.length > 0) return faults;
  return confirmationFaults(
    {
      ...rules,
      scopes: scopesOf(input, rules),
      accessTokenLifetime: accessTokenLifetime ?? accessToken.default,
    },
    input.confirmed === true,
  );
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
