import { decodeJwt } from 'jose';
import type { AccessTokenClaims } from '../contract/index.ts';
import type { IssuerMemory } from './issuer-memory.ts';
import type { Answer } from './simulated-server.ts';

/** `POST /oauth2/introspect` (RFC 7662), the dashboard being authenticated. */
export function introspect(
  body: string,
  { tokens }: IssuerMemory,
  nowMs: number,
  isRevoked: (claims: AccessTokenClaims) => boolean,
): Answer {
  const claims = tokens.get(idOf(new URLSearchParams(body).get('token') ?? ''));
  const isActive = claims !== undefined && claims.exp * 1000 > nowMs && !isRevoked(claims);
  return {
    status: 200,
    body: isActive ? { active: true, token_type: 'DPoP', ...claims } : { active: false },
  };
}

function idOf(token: string): string {
  try {
    return String(decodeJwt(token).jti);
  } catch {
    return '';
  }
}
