import type { AccessTokenClaims, LockedParameters } from '../contract/index.ts';

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
  return {
    sessionId: claims.sid,
    userId: claims.sub,
    clientId: claims.client_id,
    teamId: claims.team_id,
    permissions: [...claims.permissions],
    parameters: copyOf(claims.params),
    embedderOrigin: claims.origin,
    audience: claims.aud,
    expiresAt: new Date(claims.exp * 1000),
    // By hand, as structuredClone would cost as much as everything else here together.
    claims: {
      ...claims,
      permissions: [...claims.permissions],
      cnf: { ...claims.cnf },
      params: copyOf(claims.params),
    },
  };
}

/** Parameters are one level deep, as the claims' check has made sure. */
function copyOf(parameters: LockedParameters): LockedParameters {
  const copy: LockedParameters = { ...parameters };
  for (const name in copy) {
    const value = copy[name];
    if (typeof value === 'object') copy[name] = [...value];
  }
  return copy;
}
