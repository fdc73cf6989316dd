import type { AccessTokenClaims, LockedParameters } from '../contract/index.ts';
import { CasementError } from '../errors.ts';

/** Whom a verified request acts for, and what it may do. */
export interface EmbeddedSession {
  sessionId: string;
  userId: string;
  clientId: string;
  teamId: string;
  permissions: string[];
  /** Pinned by the portal's backend; the API has to apply them, the browser cannot change them. */
  parameters: LockedParameters;
  /** The portal page's origin. */
  embedderOrigin: string;
  audience: string;
  /** When the token ends; a longer answer, such as a stream, must end then, too. */
  expiresAt: Date;
  claims: Readonly<AccessTokenClaims>;
}

/** A session of its own for each request, so that one handler's changes never reach another's. */
export function embeddedSession(claims: AccessTokenClaims): EmbeddedSession {
  const own = structuredClone(claims);
  return {
    sessionId: own.sid,
    userId: own.sub,
    clientId: own.client_id,
    teamId: own.team_id,
    permissions: [...own.permissions],
    parameters: structuredClone(own.params),
    embedderOrigin: own.origin,
    audience: own.aud,
    expiresAt: new Date(own.exp * 1000),
    claims: own,
  };
}

/**
 * Goes on only where the session has the permission.
 * @throws {CasementError} `insufficient_scope` with status 403 (RFC 6750 §3.1)
 */
export function assertPermission(session: EmbeddedSession, permission: string): void {
  if (session.permissions.includes(permission)) return;
  throw new CasementError(
    'insufficient_scope',
    `The permission ${permission} is needed; the session’s user does not have it in this team.`,
    { status: 403 },
  );
}
