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
    permissions: Object.freeze(token.permissions),
    parameters: Object.freeze(token.parameters ?? {}),
  };
}

/** What of an identity its renewal may change without its being another person. */
export function accessOf({ team, permissions, parameters }: SessionIdentity): SessionAccess {
  return { team, permissions, parameters };
}

/** Whether two identities may see the same; the order of fields and permissions does not count. */
export function hasSameAccess(one: SessionIdentity, other: SessionIdentity): boolean {
  return canonical(one) === canonical(other);
}

function canonical({ team, permissions, parameters }: SessionIdentity): string {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([team?.id, [...permissions].sort(), sorted]);
}
