import { hash as digest } from 'node:crypto';
import { type OAuthAccess, oauthAccess } from './oauth-access.ts';
import { type OAuthCredentials, oauthCredentials } from './oauth-credentials.ts';
import type { KnownOAuthToken, OAuthIntrospection } from './oauth-introspection.ts';
import { checkProof } from './proof-check.ts';
import { invalidProof, invalidToken } from './refused.ts';
import type { ReplayMemory } from './replay-memory.ts';
import type { PublicAddress, VerifiableRequest } from './request-credentials.ts';

export interface OAuthVerificationParts {
  introspection: OAuthIntrospection;
  address: PublicAddress;
  replays: ReplayMemory;
  now: () => number;
}

/** A request's access, and what it was verified with. */
export interface OAuthVerification {
  access: OAuthAccess;
  known: KnownOAuthToken;
  token: { text: string; hash: string };
}

/**
 * Verifies a request that comes with an opaque token, Bearer (RFC 6750) or bound to a key (RFC 9449 §7).
 * @throws {CasementError} `invalid_token`, `invalid_dpop_proof`, `temporarily_unavailable`
 */
export async function verifyOAuthRequest(
  request: VerifiableRequest,
  { introspection, address, replays, now }: OAuthVerificationParts,
): Promise<OAuthVerification> {
  const credentials = oauthCredentials(request, address);
  const token = { text: credentials.token, hash: digest('sha256', credentials.token, 'base64url') };
  const find = async (): Promise<KnownOAuthToken> => {
    const known = await introspection.find(token.text, token.hash);
    if (known !== undefined) return known;
    throw invalidToken('The token is not active: it has expired, was revoked, or never existed.');
  };
  let known = await find();
  if (await checkBinding(known, credentials, replays, now)) {
    // Again: an event may have come meanwhile, and nothing that takes time may come after this.
    known = await find();
  }
  return { access: oauthAccess(known.claims), known, token };
}

/** @returns whether there was a proof to check, which takes time */
async function checkBinding(
  known: KnownOAuthToken,
  { proof, method, url }: OAuthCredentials,
  replays: ReplayMemory,
  now: () => number,
): Promise<boolean> {
  const { claims, hash, proofHeader } = known;
  const { cnf } = claims;
  if (cnf === undefined) {
    if (proof === undefined) return false;
    throw invalidProof('The token is bound to no key; send it as Authorization: Bearer.');
  }
  if (proof === undefined)
    throw invalidToken('The token is bound to a key; send it as Authorization: DPoP.');
  const bound = { claims: { cnf }, hash, proofHeader };
  await checkProof(bound, { proof, method, url }, replays, now);
  known.proofHeader = bound.proofHeader;
  return true;
}
