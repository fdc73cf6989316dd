import { hash } from 'node:crypto';
import { type ProofHeader, readProofHeader, splitProof, verifyProof } from './dpop-proof.ts';
import { cannotVerify, invalidProof, tooManyProofs } from './refused.ts';
import type { ReplayMemory } from './replay-memory.ts';
import type { RequestCredentials } from './request-credentials.ts';

/** A token that is good and bound to a key. */
export interface BoundToken {
  claims: { cnf: { jkt: string } };
  /** base64url SHA-256 of the token. */
  hash: string;
  /** Of the last good proof. */
  proofHeader: ProofHeader | undefined;
}

/**
 * Checks that whoever sent the token holds its key, and sent this proof for the first time.
 * @throws {CasementError} `invalid_dpop_proof`; `slow_down` where this key, `temporarily_unavailable`
 * where all of them have used the memory up
 */
export async function checkProof(
  token: BoundToken,
  credentials: Pick<RequestCredentials, 'proof' | 'method' | 'url'>,
  replays: ReplayMemory,
  now: () => number,
): Promise<void> {
  const { jkt } = token.claims.cnf;
  const jws = splitProof(credentials.proof);
  if (token.proofHeader?.encoded !== jws.header)
    token.proofHeader = readProofHeader(jws.header, jkt);
  const nowMs = now();
  const proof = await verifyProof(jws, token.proofHeader.key, {
    method: credentials.method,
    url: credentials.url,
    tokenHash: token.hash,
    nowMs,
  });
  // Last, and in one step, so that of two at once only one passes and a refused one costs nothing.
  const id = hash('sha256', `${jkt}.${proof.jti}`, 'base64url');
  const outcome = replays.remember(id, jkt, proof.acceptableUntilMs, nowMs);
  if (outcome === 'seen') throw invalidProof('The proof was used before; make one per request.');
  if (outcome === 'crowded') throw tooManyProofs();
  if (outcome === 'full') throw cannotVerify('Too many requests to tell replays; try again.');
}
