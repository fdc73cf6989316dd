import type { TokenResponse } from '@casement/server-sdk/contract';
import { type ChallengeCode, challengeCodeKey } from '../challenge-code/challenge-code.ts';
import type { Clock } from '../clock.ts';
import { DomainError } from '../errors.ts';
import { newId } from '../identifier.ts';
import type { Limits } from '../limit/limits.ts';
import type { Storage, Stores } from '../storage.ts';
import type { AccessTokenSigner } from '../token/access-token.ts';
import type { DpopProof } from '../token/dpop-proof.ts';
import { issueTime } from '../token/issue-time.ts';
import { drawRenewIn, type RenewalWindow } from '../token/renewal-schedule.ts';
import { requireEligible } from './eligibility.ts';
import type { ExchangeRequest } from './exchange-request.ts';
import { explainRefusedCode } from './explain-refused-code.ts';
import { startOrContinueSession } from './start-or-continue-session.ts';

export interface Exchange {
  response: TokenResponse;
  /** Whether a session was continued. */
  renewal: boolean;
}

export interface ExchangeDependencies {
  storage: Storage;
  clock: Clock;
  issuer: string;
  signAccessToken: AccessTokenSigner;
  renewalWindow: RenewalWindow;
  random: () => number;
  limits: Limits;
  /** Hears of every attempt to use a code twice. */
  onReuse: () => void;
}

/** What a code, its client and its user are worth at the moment of the exchange. */
type Grant = Awaited<ReturnType<typeof grantOf>>;

/**
 * Exchanges a challenge code for an access token (protocol, section 4), in one transaction: a refusal
 * leaves the code as it was. The proof counts once, whatever comes of it.
 *
 * @throws DomainError `invalid_grant`, `invalid_dpop_proof`, `client_disabled`, `origin_not_allowed`,
 *   `user_not_eligible`, `session_revoked`, `slow_down` by the client's own limit
 */
export async function exchangeChallengeCode(
  deps: ExchangeDependencies,
  request: ExchangeRequest,
): Promise<Exchange> {
  const now = deps.clock();
  const granted = await rememberingProof(deps, request.proof, () =>
    deps.storage.transaction((stores) => grantOf(deps, stores, request, now)),
  );
  if ('refused' in granted) {
    if (granted.refused.reason === 'reused') deps.onReuse();
    throw new DomainError(
      'invalid_grant',
      'challenge_code: unknown, expired, used, or minted for another client, key, audience or embedder origin. Ask the host for a new one; a code is good for one exchange within 60 s.',
      { attribution: granted.refused },
    );
  }
  const { code, delegation, session, iat } = granted;
  const { client, team, user, permissions } = delegation;
  const lifetime = client.accessTokenLifetime;
  const accessToken = deps.signAccessToken({
    iss: deps.issuer,
    aud: code.audience,
    sub: user.id,
    client_id: client.id,
    iat,
    exp: iat + lifetime,
    jti: newId('tok'),
    sid: session.id,
    team_id: team.id,
    scope: permissions.join(' '),
    permissions,
    cnf: { jkt: request.proof.keyThumbprint },
    origin: code.embedderOrigin,
    params: code.parameters,
  });
  return {
    renewal: session.continued,
    response: {
      access_token: accessToken,
      token_type: 'DPoP',
      expires_in: lifetime,
      renew_in: drawRenewIn(lifetime, deps.renewalWindow, deps.random),
      session_id: session.id,
      user: { id: user.id, email: user.email, name: user.name },
      team: { id: team.id, name: team.name },
      permissions,
      parameters: code.parameters,
    },
  };
}

async function grantOf(
  deps: ExchangeDependencies,
  stores: Stores,
  request: ExchangeRequest,
  now: number,
) {
  await refuseReplay(stores, request.proof);
  const code = await consume(stores, request, now);
  // Returned, not thrown: the proof stays remembered.
  if (!code) return { refused: await explainRefusedCode(stores, request, now) };
  const { clientId, userId, embedderOrigin } = code;
  const delegation = requireEligible(
    await stores.delegations.find(clientId, userId, embedderOrigin),
    { clientId, userId, details: { origin: embedderOrigin } },
  );
  // Known only here to be the client's: whoever names one has no code of its backend.
  await deps.limits.own.take('exchanges_per_client', delegation.client);
  const iat = issueTime(now, delegation.changedAt);
  const session = await startOrContinueSession(stores, deps.clock, {
    request,
    delegation,
    now,
    iat,
  });
  return { code, delegation, session, iat };
}

/** A refusal takes back what the transaction wrote, the proof's use too: that is written once more. */
async function rememberingProof(
  { storage }: ExchangeDependencies,
  proof: DpopProof,
  exchange: () => Promise<Grant>,
): Promise<Grant> {
  try {
    return await exchange();
  } catch (error) {
    if (error instanceof DomainError) await remember(storage.stores, proof);
    throw error;
  }
}

const remember = ({ proofs }: Stores, proof: DpopProof): Promise<boolean> =>
  proofs.remember(proof.keyThumbprint, proof.jti, proof.expiresAt);

async function refuseReplay(stores: Stores, proof: DpopProof): Promise<void> {
  if (await remember(stores, proof)) return;
  throw new DomainError(
    'invalid_dpop_proof',
    'DPoP proof: this jti was used before. Make a new proof for every request.',
    { attribution: { reason: 'replayed', details: { key_thumbprint: proof.keyThumbprint } } },
  );
}

function consume(
  stores: Stores,
  request: ExchangeRequest,
  now: number,
): Promise<ChallengeCode | undefined> {
  return stores.challengeCodes.consume({
    key: challengeCodeKey(request.challengeCode),
    clientId: request.clientId,
    embedderOrigin: request.embedderOrigin,
    audience: request.dashboard.audience,
    keyThumbprint: request.proof.keyThumbprint,
    now,
  });
}
