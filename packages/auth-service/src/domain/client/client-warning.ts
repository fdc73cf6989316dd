import { isWriting, type Scope } from '../scope/scope.ts';
import type { Warning, WarningLevel } from '../warning.ts';
import type { Client } from './client.ts';

const DAY = 24 * 3600;

const UNITS = [
  ['day', DAY],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/**
 * A frame mints and exchanges once when it opens, and all of them at once after an outage: below this, a
 * wall of frames takes minutes to come back.
 */
const COMFORTABLE_LIMIT = 60;

/** What deserves a second thought about a client, or has to be confirmed: a closed set. */
export const CLIENT_WARNING_CODES = [
  'long_refresh_token',
  'full_access_long_access_token',
  'full_access_long_refresh_token',
  'secret_never_expires',
  'no_secret',
  'low_request_limit',
] as const;

export type ClientWarningCode = (typeof CLIENT_WARNING_CODES)[number];

export type ClientWarning = Warning<ClientWarningCode>;

/** The settings that the rules of CM6 and CM7 look at. Lifetimes in seconds. */
export interface Lifetimes {
  scopes: readonly Scope[];
  accessTokenLifetime: number;
  refreshToken: boolean;
  refreshTokenLifetime: number;
}

/** What is allowed but deserves a second thought; nothing has to be confirmed. */
export const clientWarnings = (client: Client): ClientWarning[] => [
  ...(client.type === 'app' ? lifetimeWarnings(client) : []),
  ...requestLimitWarnings(client),
];

/** What has to be confirmed before a client is so (CM7); empty for most. */
export function clientConfirmations(client: Client): ClientWarning[] {
  if (client.type === 'embedded') return [];
  const refresh = client.type === 'app' ? client : { refreshToken: false, refreshTokenLifetime: 0 };
  const { scopes, accessTokenLifetime } = client;
  const { refreshToken, refreshTokenLifetime } = refresh;
  return lifetimeConfirmations({ scopes, accessTokenLifetime, refreshToken, refreshTokenLifetime });
}

/**
 * Warnings about long-lived refresh tokens (CM6): under 7 days none, up to 30 days informational, up
 * to 90 days about security, beyond that of high level.
 */
export function lifetimeWarnings({
  refreshToken,
  refreshTokenLifetime,
}: Pick<Lifetimes, 'refreshToken' | 'refreshTokenLifetime'>): ClientWarning[] {
  const days = refreshTokenLifetime / DAY;
  if (!refreshToken || days < 7) return [];
  const warn = (level: WarningLevel, message: string): ClientWarning[] => [
    { code: 'long_refresh_token', level, field: 'refreshTokenLifetime', message },
  ];
  const length = `${Math.round(days)} days`;
  if (days <= 30) {
    return warn('information', `Users stay signed in for ${length} without being asked again.`);
  }
  if (days <= 90) {
    return warn(
      'security',
      `Whoever gets hold of a refresh token can use it for ${length}. Prefer 30 days or less.`,
    );
  }
  return warn(
    'high',
    `A refresh token that lives ${length} is close to a password: prefer 30 days or less, and watch the audit log.`,
  );
}

/** Full access for long needs to be said twice (CM7). */
export function lifetimeConfirmations(lifetimes: Lifetimes): ClientWarning[] {
  const { accessTokenLifetime, refreshToken, refreshTokenLifetime } = lifetimes;
  if (!lifetimes.scopes.some(isWriting)) return [];
  const confirmations: ClientWarning[] = [];
  if (accessTokenLifetime > DAY) {
    confirmations.push({
      code: 'full_access_long_access_token',
      level: 'high',
      field: 'accessTokenLifetime',
      message: `Full access with an access token of ${inWords(accessTokenLifetime)} (over 1 day).`,
    });
  }
  if (refreshToken && refreshTokenLifetime > 30 * DAY) {
    confirmations.push({
      code: 'full_access_long_refresh_token',
      level: 'high',
      field: 'refreshTokenLifetime',
      message: `Full access with a refresh token of ${inWords(refreshTokenLifetime)} (over 30 days).`,
    });
  }
  return confirmations;
}

/** Seconds as people say them, exactly: two lengths never sound the same. */
function inWords(seconds: number): string {
  let rest = seconds;
  const parts = UNITS.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [`${count} ${unit}${count === 1 ? '' : 's'}`];
  });
  return parts.join(' ');
}

/** Those that were not there before, or not to this extent: what was confirmed once is not asked again. */
export function newConfirmations(after: Client, before: Client | undefined): ClientWarning[] {
  const known = new Set(before && clientConfirmations(before).map(({ message }) => message));
  return clientConfirmations(after).filter(({ message }) => !known.has(message));
}

/** Of embedded clients only: others have no renewals that could starve. */
function requestLimitWarnings({ type, requestsPerMinute }: Client): ClientWarning[] {
  if (type !== 'embedded' || requestsPerMinute === undefined) return [];
  if (requestsPerMinute >= COMFORTABLE_LIMIT) return [];
  const message = `With ${requestsPerMinute} requests a minute, only ${requestsPerMinute} frames can open, renew or recover within the same minute; the others wait and may go stale. ${COMFORTABLE_LIMIT} or more is comfortable.`;
  return [{ code: 'low_request_limit', level: 'information', field: 'requestsPerMinute', message }];
}
