import type { AccessTokenClaims } from './token.ts';

/**
 * 200 answer of `POST {issuer}/oauth2/introspect` (RFC 7662 §2.2). Inactive says nothing else: not
 * whether the token was revoked, expired, forged or for another audience.
 */
export type IntrospectionResponse =
  | ({ active: true; token_type: 'DPoP' } & AccessTokenClaims)
  | { active: false };

/** The same for an opaque token of the standard flows. It is good for what it says now, no longer. */
export interface OAuthTokenIntrospection {
  active: true;
  iss: string;
  /** The user as whom the client acts; the client itself where it stands on its own. */
  sub: string;
  client_id: string;
  /** As granted, separated by spaces. */
  scope: string;
  token_type: 'Bearer' | 'DPoP';
  /** Seconds since the epoch. */
  iat: number;
  exp: number;
  /** Names the token in security events (`token.revoked`); not the token itself. */
  jti: string;
  /** Only of a token that is bound to a key (RFC 9449 §6.2). */
  cnf?: { jkt: string };
  /** What it may do, team by team: the subject's permissions now, narrowed by scope. */
  teams: { id: string; name: string; permissions: string[] }[];
  /** Only of a service client that has roles at apps of its own: what it may in these beside that. */
  apps?: { id: string; team_id: string; name: string; permissions: string[] }[];
}

/** Whether a parsed body says that an opaque token is active, and everything else that it has to say. */
export function isOAuthTokenIntrospection(value: unknown): value is OAuthTokenIntrospection {
  if (!isIntrospectionResponse(value) || !value.active) return false;
  const { iss, sub, client_id, scope, jti, iat, exp, token_type, cnf, teams, apps } =
    value as Partial<Record<keyof OAuthTokenIntrospection, unknown>>;
  return (
    [iss, sub, client_id, jti].every((text) => typeof text === 'string' && text !== '') &&
    typeof scope === 'string' &&
    Number.isSafeInteger(iat) &&
    Number.isSafeInteger(exp) &&
    (cnf === undefined ? token_type === 'Bearer' : token_type === 'DPoP' && isBound(cnf)) &&
    Array.isArray(teams) &&
    teams.every(isTeam) &&
    (apps === undefined || (Array.isArray(apps) && apps.every(isApp)))
  );
}

function isBound(cnf: unknown): boolean {
  const { jkt } = Object(cnf) as { jkt?: unknown };
  return typeof jkt === 'string' && /^[\w-]{43}$/.test(jkt);
}

function isApp(app: unknown): boolean {
  return isTeam(app) && typeof (app as { team_id?: unknown }).team_id === 'string';
}

function isTeam(team: unknown): boolean {
  const { id, name, permissions } = Object(team) as Record<string, unknown>;
  return (
    typeof id === 'string' &&
    typeof name === 'string' &&
    Array.isArray(permissions) &&
    permissions.every((permission) => typeof permission === 'string')
  );
}

/** Whether a parsed body is an introspection answer; the claims of an active one are not checked. */
export function isIntrospectionResponse(value: unknown): value is IntrospectionResponse {
  return (
    typeof value === 'object' &&
    value !== null &&
    'active' in value &&
    typeof value.active === 'boolean'
  );
}
