import { DEVICE_GRANT, type GrantType, type OAuthClient } from '../client/oauth-client.ts';

/** By the engine's own names for them, of which a rotated token has two: `device_code refresh_token`. */
const GRANTS: Readonly<Record<string, GrantType>> = {
  authorization_code: 'authorization_code',
  device_code: DEVICE_GRANT,
};

/** The grant type by which a refresh token came about, however often it was rotated since. */
export const grantBehind = (gty: string): GrantType | undefined =>
  GRANTS[gty.split(' ', 1)[0] ?? ''];

/** Whether a client may use a refresh token now: it has refresh tokens on, and the grant behind this one. */
export function mayRefresh(client: OAuthClient, gty: string): boolean {
  if (client.type !== 'app' || !client.refreshToken) return false;
  const grantTypes: readonly (GrantType | undefined)[] = client.grantTypes;
  return grantTypes.includes(grantBehind(gty));
}
