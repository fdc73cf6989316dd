import { systemClock } from '../clock.ts';
import { contained } from '../contained.ts';
import { CasementError } from '../errors.ts';
import { createHttpTransport } from '../http-transport.ts';
import { createAccessTokenVerifier } from './access-token.ts';
import { keyIdOf } from './compact-jws.ts';
import { type EmbeddedSession, embeddedSession } from './embedded-session.ts';
import { errorReport } from './error-report.ts';
import { verifierMiddleware } from './express-middleware.ts';
import { createIssuerRevocation, type RevocationTiming } from './issuer-revocation.ts';
import { createKeySet } from './key-set.ts';
import type { OAuthAccess } from './oauth-access.ts';
import type { KnownOAuthToken } from './oauth-introspection.ts';
import { verifyOAuthRequest } from './oauth-verification.ts';
import { checkSessionVerifierOptions, type SessionVerifierOptions } from './options.ts';
import type { Verified } from './permission.ts';
import { checkProof } from './proof-check.ts';
import { cannotVerify, invalidToken } from './refused.ts';
import { ReplayMemory } from './replay-memory.ts';
import { requestCredentials, type VerifiableRequest } from './request-credentials.ts';
import type { SessionVerifier } from './session-verifier.ts';
import { SessionWatches, type WatchEnd } from './session-watches.ts';
import { createVerifierEmitter } from './verifier-events.ts';
import { newCounters } from './verifier-status.ts';

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
  /** With what something was verified, for as long as its application holds it. */
  const tokensOf = new WeakMap<Verified, { text: string; hash: string }>();
  const knownOf = new WeakMap<Verified, KnownOAuthToken>();

  function isSignedByKnownKey(token: string): boolean {
    // Tokens of the standard flows are not signed.
    if (!token.includes('.')) return true;
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

  async function oauthVerified(request: VerifiableRequest): Promise<OAuthAccess> {
    if (issuer === undefined) throw withoutCredentials();
    issuer.start();
    const { access, known, token } = await verifyOAuthRequest(request, {
      introspection: issuer.oauth,
      address: options,
      replays,
      now,
    });
    tokensOf.set(access, token);
    knownOf.set(access, known);
    return access;
  }

  /** Whether something that is opened now would have to end at once. */
  function hasEnded(verified: Verified): boolean {
    const token = tokensOf.get(verified);
    if (!('teams' in verified)) {
      const keyIsGone = token !== undefined && !isSignedByKnownKey(token.text);
      return keyIsGone || issuer?.refuses(verified.claims) === true;
    }
    const known = knownOf.get(verified);
    return known !== undefined && issuer?.oauth.hasChanged(known) === true;
  }

  async function counted<T>(outcome: Promise<T>): Promise<T> {
    try {
      const verified = await outcome;
      counters.verified += 1;
      return verified;
    } catch (error) {
      const code = error instanceof CasementError ? error.code : 'server_error';
      counters.refused[code] = (counters.refused[code] ?? 0) + 1;
      throw error;
    }
  }

  async function isRevokedElsewhere(claims: EmbeddedSession['claims']): Promise<boolean> {
    try {
      return (await options.revocation?.isRevoked(claims)) ?? false;
    } catch (error) {
      throw cannotVerify('Whether the token was revoked is not known now; try again.', error);
    }
  }

  const verifier: SessionVerifier = {
    verify: (request) => counted(verified(request)),
    verifyOAuth: (request) => counted(oauthVerified(request)),
    express: (middleware) => verifierMiddleware(verifier, middleware),
    watch(verified, onEnd) {
      if (watches.isFull) throw cannotVerify('Too much is open at once; try again.');
      // Events never name an empty session.
      const claims = { sid: '', ...verified.claims };
      const end = (why: WatchEnd): void => {
        counters.ended += 1;
        onEnd(why);
      };
      const unwatch = watches.add({ claims, token: tokensOf.get(verified), end });
      if (hasEnded(verified))
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

function withoutCredentials(): CasementError {
  return new CasementError(
    'configuration_invalid',
    'Tokens of the standard flows are verified by asking the issuer: give createSessionVerifier the dashboard application’s clientId and clientSecret.',
  );
}
