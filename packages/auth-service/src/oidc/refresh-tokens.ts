import type { Configuration } from 'oidc-provider';
import { settingsOf } from './engine-client.ts';

/**
 * Refresh tokens as OA2 has them: only where a client has them switched on, whatever scope it asks for,
 * and another with every use. They end by time, by revocation and with their grant; signing out of a
 * browser is none of these.
 */
export const refreshTokens = {
  issueRefreshToken: async (_ctx, client) => settingsOf(client).refreshTokenLifetime !== undefined,
  rotateRefreshToken: true,
  expiresWithSession: async () => false,
} satisfies Configuration;
