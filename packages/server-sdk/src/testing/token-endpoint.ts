import { randomUUID } from 'node:crypto';
import {
  type AccessTokenClaims,
  CHALLENGE_CODE_GRANT_TYPE,
  type TokenResponse,
} from '../contract/index.ts';
import type { IssuerMemory } from './issuer-memory.ts';
import type { IssuerSettings } from './issuer-settings.ts';
import { refusal } from './simulated-refusal.ts';
import type { Answer } from './simulated-server.ts';
import type { TokenSigner } from './token-signer.ts';

export interface ExchangeInput {
  issuer: string;
  settings: IssuerSettings;
  memory: IssuerMemory;
  signer: TokenSigner;
  /** The auth service's time, ms since the epoch. */
  now: number;
  /** The `Origin` header. */
  origin: string | undefined;
  isClientEnabled: boolean;
  /** Of the proof's key; undefined where the proof is no good. */
  thumbprint: string | undefined;
  form: URLSearchParams;
}

/** `POST /embed/token` (protocol, section 4). Only an exchange that succeeds uses up its code. */
export async function exchangeCode({
  issuer,
  settings,
  memory,
  signer,
  now,
  origin,
  isClientEnabled,
  thumbprint,
  form,
}: ExchangeInput): Promise<Answer> {
  const field = (name: string): string => form.get(name) ?? '';
  if (!settings.dashboards.some((dashboard) => dashboard.origin === origin))
    return refusal('origin_not_allowed', `Origin ${origin} is none of a dashboard.`);
  if (field('grant_type') !== CHALLENGE_CODE_GRANT_TYPE)
    return refusal('unsupported_grant_type', `grant_type must be ${CHALLENGE_CODE_GRANT_TYPE}.`);
  if (thumbprint === undefined)
    return refusal('invalid_dpop_proof', 'The proof is missing, wrong, too old, or used.');
  if (!isClientEnabled) return refusal('client_disabled', 'The client is paused.');
  const continued = form.get('session_id') ?? undefined;
  if (continued !== undefined && memory.isRevoked(continued))
    return refusal('session_revoked', 'The session was revoked.');
  const isClient = field('client_id') === settings.clientId;
  const code = isClient
    ? memory.consume(field('challenge_code'), field('embedder_origin'), thumbprint, now)
    : undefined;
  if (code === undefined)
    return refusal('invalid_grant', 'The code is unknown, used, expired, or for somebody else.');

  const { team, permissions, clientId, expiresIn } = settings;
  const iat = Math.floor(now / 1000);
  const claims: AccessTokenClaims = {
    iss: issuer,
    aud: code.audience,
    sub: code.email,
    client_id: clientId,
    iat,
    // Whole seconds, so the session never outlives what its token says.
    exp: iat + Math.max(1, Math.ceil(expiresIn)),
    jti: randomUUID(),
    sid: memory.session(continued, thumbprint),
    team_id: team.id,
    scope: permissions.join(' '),
    permissions: [...permissions],
    cnf: { jkt: thumbprint },
    origin: code.origin,
    params: code.parameters,
  };
  memory.tokens.set(claims.jti, claims);
  const body: TokenResponse = {
    access_token: await signer.sign(claims),
    token_type: 'DPoP',
    expires_in: expiresIn,
    renew_in: settings.renewIn ?? expiresIn * (0.6 + 0.2 * settings.random()),
    session_id: claims.sid,
    user: { id: code.email, email: code.email, name: code.email.replace(/@.*$/, '') },
    team,
    permissions: claims.permissions,
    parameters: code.parameters,
  };
  return { status: 200, body };
}
