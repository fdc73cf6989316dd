import { systemClock } from '../clock.ts';
import { contained } from '../contained.ts';
import { CasementError } from '../errors.ts';
import { createHttpTransport } from '../http-transport.ts';
import { createAccessTokenVerifier } from './access-token.ts';
import { keyIdOf } from './compact-jws.ts';
import { type EmbeddedSession, embeddedSession } from './embedded-session.ts';
import { errorReport } from './error-report.ts';
import {
  type ExpressOptions,
  type NodeMiddleware,
  verifierMiddleware,
} from './express-middleware.ts';
import { createIssuerRevocation, type RevocationTiming } from './issuer-revocation.ts';
import { createKeySet } from './key-set.ts';
import { checkSessionVerifierOptions, type SessionVerifierOptions } from './options.ts';
import { checkProof } from './proof-check.ts';
import { cannotVerify, invalidToken } from './refused.ts';
import { ReplayMemory } from './replay-memory.ts';
import { requestCredentials, type VerifiableRequest } from './request-credentials.ts';
import { SessionWatches, type WatchEnd } from './session-watches.ts';
import { createVerifierEmitter, type VerifierEvents } from './verifier-events.ts';
import { newCounters, type VerifierCounters, type VerifierStatus } from './verifier-status.ts';

/** Verifies what frames send to a dashboard's API. */
export interface SessionVerifier {
  /**
   * Checks the access token (RFC 9068) and its proof of possession (RFC 9449 §4.3, §7), once: the
   * same request verified a second time is a replay. Then, that no security event refuses the token.
   * @throws {CasementError} `invalid_token` or `invalid_dpop_proof` (status 401), or
   * `temporarily_unavailable` (status 503) where that cannot be told now
   */
  verify(request: VerifiableRequest): Promise<EmbeddedSession>;
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
   * @param session as `verify` returned it
   * @returns its dispose, to be called when the thing has ended by itself
   * @throws {CasementError} `temporarily_unavailable` beyond `watchLimit`
   */
  watch(session: EmbeddedSession, onEnd: (why: WatchEnd) => void): () => void;
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

/**
 * The verifier of a dashboard's API. Make one per process: it keeps the issuer's keys, and it can
 * tell a replayed proof only among those it has seen itself.
 * @param now ms since the epoch
 * @param timing for tests
 * @throws {CasementError} `configuration_invalid`, naming every faulty option
 */
export function createSessionVerifier(
  options: SessionVerifierOptions,
  now: () => number = () => Date.now(),
  timing: Partial<RevocationTiming> = {},
): SessionVerifier {
  checkSessionVerifierOptions(options);
  const clock = systemClock(now);
  const counters = newCounters();
  const emitter = createVerifierEmitter();
  const watches = new SessionWatches(options.watchLimit ?? 100_000);
  const transport = createHttpTransport(options.issuer, options);
  const report = errorReport(options);
  const keys = createKeySet(options.issuer, transport, now, report, () => {
    // What was opened under a key that is withdrawn may have been opened by whoever stole it.
    watches.endTokens(isSignedByKnownKey, 'revoked');
  });
  const tokens = createAccessTokenVerifier(
    options.issuer,
    options.audience,
    keys,
    options.tokenCacheSize ?? 10_000,
    () => {
      counters.tokenCacheHits += 1;
    },
  );
  const replays = new ReplayMemory(options.replayMemorySize ?? 1_000_000);
  const issuer = createIssuerRevocation(
    options,
    { clock, counters, emitter, watches, keys, report },
    timing,
  );
  const madeAt = now();
  /** With what a session was verified, for as long as its application holds it. */
  const tokensOf = new WeakMap<EmbeddedSession, { text: string; hash: string }>();

  function isSignedByKnownKey(token: string): boolean {
    const keyId = keyIdOf(token);
    return keyId !== undefined && keys.has(keyId);
  }

  async function verified(request: VerifiableRequest): Promise<EmbeddedSession> {
    issuer?.start();
    const credentials = requestCredentials(request, options);
    const token = await tokens.verify(credentials.token, now());
    await checkProof(token, credentials, replays, now);
    if (options.revocation !== undefined && (await isRevokedElsewhere(token.claims)))
      throw revoked();
    // Last: nothing that takes time may come between its answer and the request's.
    if (await issuer?.isRevoked(token.claims, credentials.token, token.hash)) throw revoked();
    const session = embeddedSession(token.claims);
    tokensOf.set(session, { text: credentials.token, hash: token.hash });
    return session;
  }

  async function isRevokedElsewhere(claims: EmbeddedSession['claims']): Promise<boolean> {
    try {
      return (await options.revocation?.isRevoked(claims)) ?? false;
    } catch (error) {
      throw cannotVerify('Whether the token was revoked is not known now; try again.', error);
    }
  }

  const verifier: SessionVerifier = {
    async verify(request) {
      try {
        const session = await verified(request);
        counters.verified += 1;
        return session;
      } catch (error) {
        const code = error instanceof CasementError ? error.code : 'server_error';
        counters.refused[code] = (counters.refused[code] ?? 0) + 1;
        throw error;
      }
    },
    express: (middleware) => verifierMiddleware(verifier, middleware),
    watch(session, onEnd) {
      if (watches.isFull) throw cannotVerify('Too much is open at once; try again.');
      const { claims } = session;
      const end = (why: WatchEnd): void => {
        counters.ended += 1;
        onEnd(why);
      };
      const token = tokensOf.get(session);
      const unwatch = watches.add({ claims, token, end });
      const keyIsGone = token !== undefined && !isSignedByKnownKey(token.text);
      if (keyIsGone || issuer?.refuses(claims))
        queueMicrotask(() => {
          if (unwatch()) contained(() => end('revoked'));
        });
      return () => void unwatch();
    },
    start: () => issuer?.start(),
    get status() {
      return (
        issuer?.status ?? { mode: 'local', since: madeAt, lastEventAt: null, lastHeartbeatAt: null }
      );
    },
    get counters() {
      return { ...counters, refused: { ...counters.refused } };
    },
    on: (name, listener) => emitter.on(name, listener),
    async close() {
      await Promise.all([transport.close(), issuer?.close(), options.revocation?.close?.()]);
    },
  };
  return Object.freeze(verifier);
}

function revoked(): CasementError {
  return invalidToken('The token was revoked; renew it.');
}
