import type { TokenResponse } from '@casement/server-sdk/contract';
import type { SessionAccess, SessionUser } from './embedded-session.ts';

/** Who the session is, and its token; replaced as a whole with every renewal. */
export interface SessionIdentity extends SessionAccess {
  readonly accessToken: string;
  readonly sessionId: string;
  readonly user: SessionUser;
}

export function identityOf(token: TokenResponse): SessionIdentity {
  return {
    accessToken: token.access_token,
    sessionId: token.session_id,
    user: token.user,
    team: token.team,
    permissions: token.permissions,
    parameters: token.parameters ?? {},
  };
}

/** What of an identity its renewal may change without its being another person. */
export function accessOf({ team, permissions, parameters }: SessionIdentity): SessionAccess {
  return { team, permissions, parameters };
}

/** Whether two identities may see the same. */
export function hasSameAccess(one: SessionIdentity, other: SessionIdentity): boolean {
  return JSON.stringify(accessOf(one)) === JSON.stringify(accessOf(other));
}
