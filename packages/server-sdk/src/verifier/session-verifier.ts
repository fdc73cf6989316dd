import { createHash } from 'node:crypto';
import { contained } from '../contained.ts';
import { createHttpTransport } from '../http-transport.ts';
import { createAccessTokenVerifier, type VerifiedToken } from './access-token.ts';
import { importProofKey, proofKeyOf, thumbprintOf, verifyProof } from './dpop-proof.ts';
import { type EmbeddedSession, embeddedSession } from './embedded-session.ts';
import {
  type ExpressOptions,
  type NodeMiddleware,
  verifierMiddleware,
} from './express-middleware.ts';
import { createKeySet } from './key-set.ts';
import { checkSessionVerifierOptions, type SessionVerifierOptions } from './options.ts';
import { cannotVerify, invalidProof, invalidToken } from './refused.ts';
import { ReplayMemory } from './replay-memory.ts';
import {
  type RequestCredentials,
  requestCredentials,
  type VerifiableRequest,
} from './request-credentials.ts';

/** Verifies what frames send to a dashboard's API. */
export interface SessionVerifier {
  /**
   * Checks the access token (RFC 9068) and its proof of possession (RFC 9449 §4.3, §7), once: the
   * same request verified a second time is a replay.
   * @throws {CasementError} `invalid_token` or `invalid_dpop_proof` (status 401), or
   * `temporarily_unavailable` (status 503) where that cannot be told now
   */
  verify(request: VerifiableRequest): Promise<EmbeddedSession>;
  /**
   * Middleware that verifies, puts the session on `res.locals.embeddedSession`, and answers refusals
   * itself. CORS, where the frame is of another origin, goes in front of it and exposes
   * `WWW-Authenticate` and `Date`, by which the frame corrects its clock.
   */
  express(options?: ExpressOptions): NodeMiddleware;
  /** Closes the connections to the issuer and the revocation source. */
  close(): Promise<void>;
}

/**
 * The verifier of a dashboard's API. Make one per process: it keeps the issuer's keys, and it can
 * tell a replayed proof only among those it has seen itself.
 * @param now ms since the epoch
 * @throws {CasementError} `configuration_invalid`, naming every faulty option
 */
export function createSessionVerifier(
  options: SessionVerifierOptions,
  now: () => number = Date.now,
): SessionVerifier {
  checkSessionVerifierOptions(options);
  const transport = createHttpTransport(options.issuer, options);
  const keys = createKeySet(options.issuer, transport, now, report);
  const capacity = options.tokenCacheSize ?? 10_000;
  const tokens = createAccessTokenVerifier(options.issuer, options.audience, keys, capacity);
  const replays = new ReplayMemory(options.replayMemorySize ?? 1_000_000);

  function report(error: unknown): void {
    contained(() => options.onError?.(error));
  }

  async function proven(token: VerifiedToken, credentials: RequestCredentials): Promise<void> {
    const { jkt } = token.claims.cnf;
    const key = proofKeyOf(credentials.proof);
    if (thumbprintOf(key) !== jkt)
      throw invalidProof('The proof’s key is not the one that the token is bound to.');
    token.proofKey ??= await importProofKey(key);
    const nowMs = now();
    const proof = await verifyProof(credentials.proof, token.proofKey, {
      method: credentials.method,
      url: credentials.url,
      tokenHash: token.hash,
      nowMs,
    });
    // Last, and in one step, so that of two at once only one passes and a refused one costs nothing.
    const id = createHash('sha256').update(`${jkt}.${proof.jti}`).digest('base64url');
    const outcome = replays.remember(id, proof.acceptableUntilMs, nowMs);
    if (outcome === 'seen') throw invalidProof('The proof was used before; make one per request.');
    if (outcome === 'full') throw cannotVerify('Too many requests to tell replays; try again.');
  }

  async function revoked(token: VerifiedToken): Promise<boolean> {
    try {
      return (await options.revocation?.isRevoked(token.claims)) ?? false;
    } catch (error) {
      throw cannotVerify('Whether the token was revoked is not known now; try again.', error);
    }
  }

  const verifier: SessionVerifier = {
    async verify(request) {
      const credentials = requestCredentials(request, options);
      const token = await tokens.verify(credentials.token, now());
      await proven(token, credentials);
      if (await revoked(token)) throw invalidToken('The token was revoked.');
      return embeddedSession(token.claims);
    },
    express: (middleware) => verifierMiddleware(verifier, middleware),
    async close() {
      await Promise.all([transport.close(), options.revocation?.close?.()]);
    },
  };
  return Object.freeze(verifier);
}
