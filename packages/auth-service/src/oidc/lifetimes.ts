import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { ID_TOKEN_LIFETIME } from '../domain/token/id-token.ts';
import { DEVICE_CODE_LIFETIME } from './device-flow.ts';
import { type EngineClientSettings, settingsOf } from './engine-client.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds a browser stays signed in without being used. */
export const SESSION_LIFETIME = 14 * DAY;

/** Seconds within which somebody has to have signed in and decided. */
export const INTERACTION_LIFETIME = HOUR;

/** Seconds that everything lives, as each client says. */
export const LIFETIMES = {
  AccessToken: (_ctx, _token, client) => settingsOf(client).accessTokenLifetime,
  AuthorizationCode: MINUTE,
  ClientCredentials: (_ctx, _token, client) => settingsOf(client).accessTokenLifetime,
  DeviceCode: DEVICE_CODE_LIFETIME,
  IdToken: ID_TOKEN_LIFETIME,
  Interaction: INTERACTION_LIFETIME,
  RefreshToken: (ctx: KoaContextWithOIDC | undefined, _token, client) =>
    // A rotated token ends when the first of its family would have: using it prolongs nothing.
    ctx?.oidc.entities.RotatedRefreshToken?.remainingTTL ??
    settingsOf(client).refreshTokenLifetime ??
    MINUTE,
  // A page is enough to begin one; as long as nobody signs in there is nothing to remember.
  Session: (_ctx, { accountId }) =>
    accountId === undefined ? INTERACTION_LIFETIME : SESSION_LIFETIME,
} satisfies Configuration['ttl'];

/** Seconds that what is issued from a grant now may live. */
export const longestLifetime = ({
  accessTokenLifetime,
  refreshTokenLifetime = 0,
}: EngineClientSettings): number =>
  MINUTE + Math.max(accessTokenLifetime, refreshTokenLifetime + accessTokenLifetime);

/**
 * Seconds that a consent is remembered: tokens may be issued from it as long as the browser stays signed
 * in, and must not outlive it.
 */
export const grantLifetime = (settings: EngineClientSettings): number =>
  SESSION_LIFETIME + longestLifetime(settings);
