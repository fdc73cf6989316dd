import type { OAuthTokenIntrospection } from '../contract/index.ts';

/** As whom a request with a token of the standard flows acts, and what it may do now. */
export interface OAuthAccess {
  /** The user, or the client itself where it is a subject of its own. */
  subject: string;
  clientId: string;
  /** As granted. */
  scopes: string[];
  /** The teams in which it may do something, and what: the subject's permissions, narrowed by scope. */
  teams: { id: string; name: string; permissions: string[] }[];
  /** Single apps in which it may do more than in their team: of services with roles there. */
  apps: { id: string; teamId: string; name: string; permissions: string[] }[];
  /** When the token ends; a longer answer, such as a stream, must end then, too. */
  expiresAt: Date;
  /** What the issuer has said. */
  claims: Readonly<OAuthTokenIntrospection>;
}

/** An access of its own for each request, so that one handler's changes never reach another's. */
export function oauthAccess(claims: OAuthTokenIntrospection): OAuthAccess {
  return {
    subject: claims.sub,
    clientId: claims.client_id,
    scopes: claims.scope.split(' ').filter((scope) => scope !== ''),
    teams: copyOf(claims.teams),
    apps: (claims.apps ?? []).map(({ id, team_id, name, permissions }) => ({
      ...{ id, teamId: team_id, name },
      permissions: [...permissions],
    })),
    expiresAt: new Date(claims.exp * 1000),
    claims: structuredClone(claims),
  };
}

const copyOf = (teams: OAuthAccess['teams']): OAuthAccess['teams'] =>
  teams.map(({ id, name, permissions }) => ({ id, name, permissions: [...permissions] }));
