import { basicAuthorization } from '../client-authentication.ts';
import type { Clock } from '../clock.ts';
import { createHttpTransport } from '../http-transport.ts';
import { createStreamDispatcher } from '../security-events/stream-dispatcher.ts';
import { transportSettings } from '../transport-options.ts';
import { createIntrospectionCall } from './introspection-call.ts';
import type { KeySet } from './key-set.ts';
import { createLiveRevocation, type LiveRevocation } from './live-revocation.ts';
import { createOAuthIntrospection, type OAuthIntrospection } from './oauth-introspection.ts';
import type { SessionVerifierOptions } from './options.ts';
import type { SessionWatches } from './session-watches.ts';
import { createTokenIntrospection } from './token-introspection.ts';
import type { VerifierEmitter } from './verifier-events.ts';
import type { VerifierCounters } from './verifier-status.ts';

/** What tests turn faster. */
export interface RevocationTiming {
  /** A stream silent for so long is lost, and what it said no longer enough; 15 s. */
  lostAfterMs: number;
  /** Uniform in [0, 1), for the jitter of reconnects. */
  random: () => number;
}

/** Heartbeats come every 5 s: two may get lost. */
export const LOST_AFTER_MS = 15_000;

export interface RevocationParts {
  clock: Clock;
  counters: VerifierCounters;
  emitter: VerifierEmitter;
  watches: SessionWatches;
  keys: KeySet;
  report: (error: unknown) => void;
}

export interface IssuerRevocation extends Omit<LiveRevocation, 'close'> {
  /** The same issuer, about tokens that say nothing by themselves. */
  oauth: OAuthIntrospection;
  close(): Promise<void>;
}

/**
 * Revocations as the issuer tells them, with connections of their own.
 * @returns undefined where the options have no credentials for it
 */
export function createIssuerRevocation(
  options: SessionVerifierOptions,
  { clock, counters, emitter, watches, keys, report }: RevocationParts,
  { lostAfterMs = LOST_AFTER_MS, random = Math.random }: Partial<RevocationTiming>,
): IssuerRevocation | undefined {
  const { issuer, clientId, clientSecret } = options;
  if (clientId === undefined || clientSecret === undefined) return undefined;
  const authorization = basicAuthorization(clientId, clientSecret);
  // Requests wait for it: a slow answer is worth less than a quick refusal, which is tried again.
  const transport = createHttpTransport(issuer, {
    ...options,
    timeouts: { headersMs: 2_000, bodyMs: 2_000, totalMs: 3_000, ...options.timeouts },
    retry: { maxAttempts: 2, ...options.retry },
  });
  const stream =
    options.dispatcher ?? createStreamDispatcher(transportSettings(options).timeouts.connectMs);
  const call = createIntrospectionCall({
    transport,
    authorization,
    clock,
    onRequest: () => {
      counters.introspections += 1;
    },
    onError: report,
  });
  const capacity = options.tokenCacheSize ?? 10_000;
  const live = createLiveRevocation({
    issuer,
    authorization,
    dispatcher: stream,
    lostAfterMs,
    clock,
    random,
    memorySize: options.revocationMemorySize ?? 100_000,
    introspection: createTokenIntrospection({ call, clock, capacity }),
    watches,
    counters,
    emitter,
    onKeysRotated: () => keys.invalidate(),
    onError: report,
  });
  const oauth = createOAuthIntrospection({
    call,
    issuer,
    clock,
    capacity,
    isStreaming: () => live.status.mode === 'streaming',
  });
  emitter.on('revoked', (event) => oauth.forget(event));
  return {
    oauth,
    start: live.start,
    refuses: live.refuses,
    isRevoked: live.isRevoked,
    get status() {
      return live.status;
    },
    async close() {
      live.close();
      const ownsStream = stream !== options.dispatcher;
      await Promise.all([transport.close(), ownsStream && stream.destroy()]);
    },
  };
}
