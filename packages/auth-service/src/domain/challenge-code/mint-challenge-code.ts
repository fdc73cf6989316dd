import type { FieldFault, LockedParameters } from '@casement/server-sdk/contract';
import { originFormFault, recordableOrigin } from '../client/allowed-origin.ts';
import {
  type AuthenticationDependencies,
  authenticateClient,
  type ClientCredentials,
} from '../client/client-authentication.ts';
import type { DashboardApplications } from '../dashboard-application.ts';
import { normalizeEmail } from '../directory/email.ts';
import { refuseDisabledClient } from '../embedded-session/eligibility.ts';
import { DomainError, invalidRequest } from '../errors.ts';
import { takeForClient } from '../limit/client-limits.ts';
import { CHALLENGE_CODE_LIFETIME, challengeCodeKey, newChallengeCode } from './challenge-code.ts';
import type { MintCandidate } from './mint-candidate.ts';

export interface MintRequest {
  origin: string;
  keyThumbprint: string | undefined;
  /** Of the delegated user, in dynamic mode. */
  email: string | undefined;
  audience: string | undefined;
  parameters: LockedParameters;
}

export interface MintedChallengeCode {
  /** The only time that it exists in the clear. */
  code: string;
  /** Seconds. */
  expiresIn: number;
}

export interface MintDependencies extends AuthenticationDependencies {
  dashboards: DashboardApplications;
}

/**
 * Mints a challenge code (protocol, section 3). Refuses in the order of the protocol's table, so that
 * nobody learns anything about a client before having authenticated as it.
 *
 * @param request the request, or its faults
 * @param onAuthenticated hears who it is as soon as that is proven, also when the mint is refused
 * @throws DomainError
 */
export async function mintChallengeCode(
  deps: MintDependencies,
  credentials: ClientCredentials,
  request: MintRequest | readonly FieldFault[],
  onAuthenticated: (clientId: string) => void,
): Promise<MintedChallengeCode> {
  const wellFormed = 'origin' in request ? request : undefined;
  const email = wellFormed?.email === undefined ? undefined : normalizeEmail(wellFormed.email);
  const { mintCandidates, challengeCodes } = deps.storage.stores;
  const candidate = await authenticateClient(
    deps,
    credentials,
    await mintCandidates.find(credentials.clientId, wellFormed?.origin ?? '', email),
  );
  const { id: clientId } = candidate.client;
  onAuthenticated(clientId);
  await takeForClient(deps.limits, 'mints_per_client', candidate.client);
  refuseOtherClientTypes(candidate);
  refuseDisabledClient(candidate.client);
  if (!('origin' in request)) throw invalidRequest(request);
  const { audience } = deps.dashboards.byAudience(request.audience);
  refuseOrigin(candidate, request.origin);
  refuseWrongUserMode(candidate, email);
  const userId = requireUser(candidate);
  const now = deps.clock();
  const code = newChallengeCode(now);
  await challengeCodes.insert({
    key: challengeCodeKey(code),
    clientId,
    userId,
    embedderOrigin: request.origin,
    audience,
    keyThumbprint: request.keyThumbprint,
    parameters: request.parameters,
    createdAt: now,
    expiresAt: now + CHALLENGE_CODE_LIFETIME * 1000,
  });
  return { code, expiresIn: CHALLENGE_CODE_LIFETIME };
}

function refuseOtherClientTypes({ client }: MintCandidate): void {
  if (client.type === 'embedded') return;
  throw new DomainError(
    'unauthorized_client',
    `Client ${client.id} is not an embedded client and cannot mint challenge codes. Create an embedded client.`,
  );
}

function refuseOrigin({ client, originAllowed }: MintCandidate, origin: string): void {
  if (originAllowed) return;
  // "null" is what a browser sends for an opaque origin: well-formed, and never allowed.
  const message = origin === 'null' ? undefined : originFormFault(origin);
  if (message) throw invalidRequest([{ path: 'origin', message }]);
  throw new DomainError(
    'origin_not_allowed',
    `origin: ${origin} is not among the allowed origins of client ${client.id}. Add it to the client, or mint for the page’s real origin; origins are compared exactly.`,
    { attribution: { details: { origin: recordableOrigin(origin) } } },
  );
}

function refuseWrongUserMode({ client }: MintCandidate, email: string | undefined): void {
  if (client.userMode === 'dynamic' && email === undefined) {
    throw new DomainError(
      'user_required',
      'user: required, because this client has a dynamic user. Send { "user": { "email": "…" } } with every code.',
    );
  }
  if (client.userMode === 'static' && email !== undefined) {
    throw new DomainError(
      'user_not_permitted',
      'user: not permitted, because this client has a static user and always acts as that one. Leave the field out, or make the client dynamic.',
    );
  }
}

function requireUser({ client, user }: MintCandidate): string {
  if (user?.status === 'active' && user.member) return user.id;
  throw new DomainError(
    'user_not_eligible',
    client.userMode === 'dynamic'
      ? 'user.email: no active user with this address is in the client’s team. Add the user to the team, or check the address.'
      : 'The client’s pinned user is inactive or no longer in its team. Activate the user, add it to the team, or pin another one.',
    { attribution: { userId: user?.id } },
  );
}
