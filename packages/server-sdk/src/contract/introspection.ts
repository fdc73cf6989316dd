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
