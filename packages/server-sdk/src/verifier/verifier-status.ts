/**
 * Where a verifier's knowledge of revocations comes from.
 * - `streaming`: the event stream is read and current; nothing is asked per request.
 * - `connecting`: not yet current for the first time; tokens are introspected.
 * - `introspecting`: the stream is lost; tokens are introspected, answers kept for 5 s.
 * - `refusing`: the issuer did not answer introspection either; requests get 503.
 * - `local`: no `clientId` and `clientSecret`: revocations are not learned, tokens end by expiring.
 */
export type VerifierMode = 'streaming' | 'connecting' | 'introspecting' | 'refusing' | 'local';

export interface VerifierStatus {
  mode: VerifierMode;
  /** When the mode was entered, ms since the epoch. */
  since: number;
  /** When the last security event came in, ms since the epoch by this machine's clock. */
  lastEventAt: number | null;
  /** When the last heartbeat came in, likewise. */
  lastHeartbeatAt: number | null;
}

/** Since the verifier was made; for metrics. */
export interface VerifierCounters {
  /** Requests let through. */
  verified: number;
  /** Requests refused, by error code; codes that did not occur are absent. */
  refused: Record<string, number>;
  /** Tokens that were known and cost no signature check. */
  tokenCacheHits: number;
  /** Introspection requests that went out. */
  introspections: number;
  /** Connections to the event stream after the first. */
  reconnects: number;
  /** Security events received, replayed ones included. */
  events: number;
  /** Open answers and other watched things that were ended before their time. */
  ended: number;
}

export function newCounters(): VerifierCounters {
  return {
    verified: 0,
    refused: {},
    tokenCacheHits: 0,
    introspections: 0,
    reconnects: 0,
    events: 0,
    ended: 0,
  };
}
