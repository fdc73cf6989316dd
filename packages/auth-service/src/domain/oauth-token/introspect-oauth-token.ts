import type { OAuthTokenIntrospection } from '@casement/server-sdk/contract';
import type { Clock } from '../clock.ts';
import type { Storage } from '../storage.ts';
import { currentStanding } from './current-standing.ts';
import { findStoredToken } from './stored-token.ts';

/** Who asks: a resource server, or the client to which the token was given. */
export type IntrospectionAsker = { type: 'dashboard' } | { type: 'client'; clientId: string };

/**
 * Whether a token of the standard flows is good now, and what it may do now (RFC 7662): its client
 * active, the user as whom it acts active. A client sees its own tokens only, a resource server those
 * that it can be sent.
 *
 * @returns `undefined`, without a reason, for every other
 */
export async function introspectOAuthToken(
  { storage, clock, issuer }: { storage: Storage; clock: Clock; issuer: string },
  asker: IntrospectionAsker,
  value: string,
): Promise<OAuthTokenIntrospection | undefined> {
  const { stores } = storage;
  const token = await findStoredToken(stores, value, clock());
  if (!token) return undefined;
  const { artifact, keyThumbprint } = token;
  if (asker.type === 'client' && asker.clientId !== artifact.clientId) return undefined;
  // Nobody but its client is ever sent one.
  if (asker.type === 'dashboard' && artifact.kind === 'RefreshToken') return undefined;
  const standing = await currentStanding(stores, token);
  if (!standing) return undefined;
  return {
    active: true,
    iss: issuer,
    sub: standing.subject,
    client_id: artifact.clientId,
    scope: standing.scope,
    token_type: keyThumbprint === undefined ? 'Bearer' : 'DPoP',
    iat: token.issuedAt,
    exp: token.expiresAt,
    jti: artifact.key,
    ...(keyThumbprint === undefined ? {} : { cnf: { jkt: keyThumbprint } }),
    teams: standing.teams,
    ...(standing.apps === undefined ? {} : { apps: standing.apps }),
  };
}
