import type { AccessTokenClaims } from './token.ts';

/**
 * 200 answer of `POST {issuer}/oauth2/introspect` (RFC 7662 §2.2). Inactive says nothing else: not
 * whether the token was revoked, expired, forged or for another audience.
 */
export type IntrospectionResponse =
  | ({ active: true; token_type: 'DPoP' } & AccessTokenClaims)
  | { active: false };

/** Whether a parsed body is an introspection answer; the claims of an active one are not checked. */
export function isIntrospectionResponse(value: unknown): value is IntrospectionResponse {
  return (
    typeof value === 'object' &&
    value !== null &&
    'active' in value &&
    typeof value.active === 'boolean'
  );
}
