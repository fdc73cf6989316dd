import type { LockedParameters } from '@casement/server-sdk/contract';
import type { AuthenticatedClient } from '../client/authenticate-client.ts';
import type { Clock } from '../clock.ts';
import type { DashboardApplications } from '../dashboard-application.ts';
import { normalizeEmail } from '../directory/email.ts';
import type { MintDelegation } from '../embedded-session/delegation.ts';
import { DomainError } from '../errors.ts';
import { hashCredential, newCredential } from '../opaque-credential.ts';
import type { Storage } from '../storage.ts';
import { CHALLENGE_CODE_LIFETIME } from './challenge-code.ts';

/** Well-formed already; whether it is allowed is decided here. */
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

export interface MintDependencies {
  storage: Storage;
  clock: Clock;
  dashboards: DashboardApplications;
}

/**
 * Mints a challenge code for a client that has authenticated (protocol, section 3).
 *
 * @throws DomainError in the order of the protocol's table
 */
export async function mintChallengeCode(
  { storage, clock, dashboards }: MintDependencies,
  client: AuthenticatedClient,
  request: MintRequest,
): Promise<MintedChallengeCode> {
  const { audience } = dashboards.byAudience(request.audience);
  const email = request.email === undefined ? undefined : normalizeEmail(request.email);
  const code = newCredential('csm_cc_');
  const now = clock();
  await storage.transaction(async ({ delegations, challengeCodes }) => {
    const found = await delegations.findForMint({
      clientId: client.id,
      origin: request.origin,
      userId: client.staticUserId,
      email: client.userMode === 'dynamic' ? email : undefined,
    });
    if (!found?.originAllowed) throw originNotAllowed(client, request.origin);
    checkUserMode(client, email);
    await challengeCodes.insert({
      hash: hashCredential(code),
      clientId: client.id,
      userId: eligibleUserId(client, found.user),
      embedderOrigin: request.origin,
      audience,
      keyThumbprint: request.keyThumbprint,
      parameters: request.parameters,
      createdAt: now,
      expiresAt: now + CHALLENGE_CODE_LIFETIME * 1000,
    });
  });
  return { code, expiresIn: CHALLENGE_CODE_LIFETIME };
}

function originNotAllowed(client: AuthenticatedClient, origin: string): DomainError {
  return new DomainError(
    'origin_not_allowed',
    `origin: ${origin} is not among the allowed origins of client ${client.id}. Add it to the client, or mint for the page's real origin; origins are compared exactly.`,
  );
}

function eligibleUserId(client: AuthenticatedClient, user: MintDelegation['user']): string {
  if (user?.status === 'active' && user.member) return user.id;
  throw new DomainError(
    'user_not_eligible',
    client.userMode === 'dynamic'
      ? 'user.email: no active user with this address is in the client’s team. Add the user to the team, or check the address.'
      : 'The client’s pinned user is inactive or no longer in its team. Activate the user, add it to the team, or pin another one.',
  );
}

function checkUserMode(client: AuthenticatedClient, email: string | undefined): void {
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
