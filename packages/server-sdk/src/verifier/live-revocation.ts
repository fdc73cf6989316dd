import { elapsedMs, type Moment, momentOf } from '../clock.ts';
import type { AccessTokenClaims } from '../contract/index.ts';
import {
  type EventStreamOptions,
  startEventStreamReader,
} from '../security-events/event-stream-reader.ts';
import type { SecurityEvent } from '../security-events/security-event.ts';
import { RevocationMemory } from './revocation-memory.ts';
import type { SessionWatches } from './session-watches.ts';
import { INTROSPECTION_CACHE_MS, type TokenIntrospection } from './token-introspection.ts';
import type { VerifierEmitter } from './verifier-events.ts';
import type { VerifierCounters, VerifierMode, VerifierStatus } from './verifier-status.ts';

export interface LiveRevocationOptions extends EventStreamOptions {
  /** How many clients, users, sessions and tokens with a newest event are remembered. */
  memorySize: number;
  introspection: TokenIntrospection;
  watches: SessionWatches;
  counters: VerifierCounters;
  emitter: VerifierEmitter;
  onKeysRotated: () => void;
  onError: (error: unknown) => void;
}

/** What a verifier knows about revocations by the event stream, and by introspection without it. */
export interface LiveRevocation {
  /** Starts following the stream; again does nothing. */
  start(): void;
  /** Whether something now open under these claims would have to end. */
  refuses(claims: Readonly<AccessTokenClaims>): boolean;
  /** @throws {CasementError} `temporarily_unavailable` where it cannot be told */
  isRevoked(claims: Readonly<AccessTokenClaims>, token: string, hash: string): Promise<boolean>;
  readonly status: VerifierStatus;
  close(): void;
}

const CONCURRENT_CHECKS = 10;

export function createLiveRevocation(options: LiveRevocationOptions): LiveRevocation {
  const { clock, lostAfterMs, introspection, watches, counters, emitter } = options;
  const memory = new RevocationMemory(options.memorySize);
  let reader: { close(): void } | undefined;
  let startedAt: Moment | undefined;
  /** When everything that the issuer had said was known here. */
  let currentAt: Moment | undefined;
  let everCurrent = false;
  let closed = false;
  let lapse: NodeJS.Timeout | undefined;
  let checking = false;
  let status: VerifierStatus = {
    mode: 'connecting',
    since: clock.now(),
    lastEventAt: null,
    lastHeartbeatAt: null,
  };

  const isCurrent = (): boolean =>
    !closed && currentAt !== undefined && elapsedMs(clock, currentAt) <= lostAfterMs;

  function mode(): VerifierMode {
    if (closed) return 'refusing';
    if (isCurrent()) return 'streaming';
    if (introspection.failing) return 'refusing';
    const isNew = startedAt === undefined || elapsedMs(clock, startedAt) <= lostAfterMs;
    return isNew && !everCurrent ? 'connecting' : 'introspecting';
  }

  function settle(): void {
    const next = mode();
    if (next === status.mode) return;
    status = { ...status, mode: next, since: clock.now() };
    emitter.emit('statuschange', { ...status });
  }

  /** Looks again when the stream's silence, or the patience with the first connection, has lasted. */
  function lookAgain(afterMs: number): void {
    clearTimeout(lapse);
    if (closed) return;
    lapse = setTimeout(() => {
      settle();
      if (!isCurrent()) void checkWatches();
      lookAgain(isCurrent() ? lostAfterMs : INTROSPECTION_CACHE_MS);
    }, afterMs).unref();
  }

  /** Without the stream, what is open is held to introspection as much as a new request. */
  async function checkWatches(): Promise<void> {
    if (checking) return;
    checking = true;
    const tokens = watches.byToken().values();
    const check = async (): Promise<void> => {
      for (const { text, hash } of tokens) {
        if (isCurrent() || closed) return;
        const active = await introspection.isActive(text, hash).catch(() => undefined);
        if (isCurrent()) return;
        if (active !== true) watches.endToken(hash, active === false ? 'revoked' : 'unverifiable');
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT_CHECKS }, check));
    checking = false;
    settle();
  }

  function onEvent(event: SecurityEvent): void {
    counters.events += 1;
    status = { ...status, lastEventAt: clock.now() };
    if (event.type === 'keys.rotated') {
      options.onKeysRotated();
      return;
    }
    memory.remember(event, clock.now());
    watches.revoke(event);
    emitter.emit('revoked', event);
  }

  function start(): void {
    if (reader !== undefined || closed) return;
    startedAt = momentOf(clock);
    lookAgain(lostAfterMs + 1);
    reader = startEventStreamReader(options, {
      onEvent,
      onCurrent(heartbeat) {
        const wasCurrent = isCurrent();
        currentAt = momentOf(clock);
        everCurrent = true;
        if (heartbeat) status = { ...status, lastHeartbeatAt: clock.now() };
        if (wasCurrent) lapse?.refresh();
        else {
          introspection.rest();
          lookAgain(lostAfterMs + 1);
        }
        settle();
      },
      onLost(error, misread) {
        // A revocation may have been in what was not understood.
        if (misread) {
          currentAt = undefined;
          lookAgain(0);
        }
        options.onError(error);
        settle();
      },
      onReconnect() {
        counters.reconnects += 1;
      },
    });
  }

  return {
    start,
    refuses: (claims) => memory.refuses(claims),
    async isRevoked(claims, token, hash) {
      start();
      if (memory.refuses(claims)) return true;
      if (isCurrent()) return false;
      try {
        const active = await introspection.isActive(token, hash);
        // The stream may have told meanwhile what was not yet true when introspection was answered.
        return !active || memory.refuses(claims);
      } finally {
        settle();
      }
    },
    get status() {
      settle();
      return { ...status };
    },
    close() {
      closed = true;
      clearTimeout(lapse);
      reader?.close();
      settle();
    },
  };
}
