import type { EmbeddedSession } from './embedded-session.ts';
import type { ExpressOptions, NodeMiddleware } from './node-middleware.ts';
import type { OAuthAccess } from './oauth-access.ts';
import type { Verified } from './permission.ts';
import type { VerifiableRequest } from './request-credentials.ts';
import type { WatchEnd } from './session-watches.ts';
import type { VerifierEvents } from './verifier-events.ts';
import type { VerifierCounters, VerifierStatus } from './verifier-status.ts';

/** Verifies what frames send to a dashboard's API. */
export interface SessionVerifier {
  /**
   * Checks the access token (RFC 9068) and its proof of possession (RFC 9449 §4.3, §7), once: the
   * same request verified a second time is a replay. Then, that no security event refuses the token.
   * @throws {CasementError} `invalid_token` or `invalid_dpop_proof` (status 401), `slow_down` (status 429)
   * beyond the session's share of `replayMemorySize`, or `temporarily_unavailable` (status 503) where that
   * cannot be told now
   */
  verify(request: VerifiableRequest): Promise<EmbeddedSession>;
  /**
   * Checks an opaque token of the standard flows, `Bearer` or bound to a key by DPoP, by asking the issuer
   * what it may do (RFC 7662). An answer is kept for as long as no security event concerns it, at most a
   * minute; for 5 s while the event stream is lost. Needs `clientId` and `clientSecret`. Such a token has
   * no locked parameters and may act in several teams, so it is accepted only where this is called.
   * @throws {CasementError} as `verify`; `configuration_invalid` without credentials
   */
  verifyOAuth(request: VerifiableRequest): Promise<OAuthAccess>;
  /**
   * Middleware that verifies, puts the session on `res.locals.embeddedSession`, answers refusals
   * itself, and cuts answers that are still open when their session is revoked. CORS, where the frame
   * is of another origin, goes in front of it and exposes `WWW-Authenticate` and `Date`, by which the
   * frame corrects its clock.
   */
  express(options?: ExpressOptions): NodeMiddleware;
  /**
   * Tells when something that is open under a session, such as a socket, has to end: its token was
   * revoked, or neither events nor introspection can be had any more (`unverifiable`). Called once at
   * most; at once, though not before this returns, for a session revoked already. Expiry is not
   * reported: see `session.expiresAt`.
   * @param verified as `verify` or `verifyOAuth` returned it. What is open under a token of the standard
   * flows ends with any change that concerns the token, too, since it may do something else from then on
   * @returns its dispose, to be called when the thing has ended by itself
   * @throws {CasementError} `temporarily_unavailable` beyond `watchLimit`
   */
  watch(verified: Verified, onEnd: (why: WatchEnd) => void): () => void;
  /** Follows the issuer's security events from now on, rather than from the first verification on. */
  start(): void;
  readonly status: VerifierStatus;
  readonly counters: VerifierCounters;
  /** @returns its dispose */
  on<Name extends keyof VerifierEvents>(
    name: Name,
    listener: (event: VerifierEvents[Name]) => void,
  ): () => void;
  /** Closes the connections to the issuer and the revocation source; ends no watched session. */
  close(): Promise<void>;
}
