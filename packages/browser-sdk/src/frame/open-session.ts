import type { TokenResponse } from '@casement/server-sdk/contract';
import { documentationOf } from '../documentation.ts';
import { createClock } from '../environment/clock.ts';
import { onWake } from '../environment/connectivity.ts';
import { createServerClock } from '../environment/server-clock.ts';
import { CasementError, type Failure } from '../errors.ts';
import { createListeners, type Tap } from '../listeners.ts';
import type { DashboardContext } from '../protocol/dashboard-context.ts';
import { checkDashboardEvent } from '../protocol/dashboard-event.ts';
import { fromWireStatus, type SessionStatus, type WireStatus } from '../protocol/session-status.ts';
import type { FrameMethods, Welcome } from '../protocol/window-protocol.ts';
import { createRenewal } from '../renewal/renewal-runner.ts';
import { endingOf, type Flight, type RenewalState } from '../renewal/renewal-state.ts';
import type { Severity } from '../renewal/severity.ts';
import { ok, type Result } from '../result.ts';
import { createAuthorizedFetch } from './authorized-fetch.ts';
import type { CheckedConnectOptions, ConnectOptions } from './connect-options.ts';
import type { EmbeddedSession } from './embedded-session.ts';
import type { FrameEvents } from './frame-events.ts';
import { fetchAllowedOrigins } from './frame-policy.ts';
import { createGrants } from './grants.ts';
import { followHeight } from './height-follower.ts';
import { createHostLink } from './host-link.ts';
import type { ProofKey } from './proof-key.ts';
import { wireStatusOf } from './session-status.ts';
import { exchangeCode } from './token-endpoint.ts';
import { createTokenSource } from './token-source.ts';
import { loadTrouble } from './trouble.ts';

export interface OpenSession {
  readonly session: EmbeddedSession;
  /** Why the session ended for good; undefined while there is hope. */
  ending(): Failure | undefined;
  start(): void;
}

/** Wires clock, key, line, token and renewal into one session. */
export function openSession(
  { issuer, clientId, resourceOrigins }: CheckedConnectOptions,
  { timeouts = {}, debug, onContext, onStatusChange, heightElement }: ConnectOptions,
  key: ProofKey,
): OpenSession {
  const { handshakeMs = 5_000, challengeCodeMs = 15_000 } = timeouts;
  const { issuerMs = 10_000, tokenWaitMs = 30_000 } = timeouts;
  const clock = createClock();
  const serverClock = createServerClock(clock);
  let observer: Promise<Tap<FrameEvents> | undefined> | undefined;
  const listeners = createListeners<FrameEvents>((name, detail) => {
    observer?.then((tap) => tap?.(name, detail));
  });
  // Debug log and warnings are loaded by those who want them.
  const observe = (): void => {
    observer ??= import('../observation/observe-frame.ts')
      .then(({ observeFrame }) => observeFrame({ debug, emit: listeners.emit, documentationOf }))
      .catch((thrown) => void reportError(thrown));
  };
  if (debug) observe();
  const grants = createGrants(listeners);
  let context: DashboardContext = {};
  let stopReportingHeight = (): void => {};
  let apiStatus: number | undefined;

  const wireStatus = (): WireStatus =>
    wireStatusOf(renewal.state, clock.elapsed(), serverClock.skew());
  const status = (): SessionStatus => fromWireStatus(wireStatus(), clock.wall());
  const report = (): void => link.connection?.tell('reportStatus', wireStatus());

  const methods: FrameMethods = {
    setContext(next) {
      context = Object.freeze(next);
      listeners.emit('contextchange', context);
    },
    receiveEvent(type, payload) {
      const event = checkDashboardEvent(type, payload);
      if (event.ok) listeners.emit('event', event.value);
    },
    ping() {
      // A machine may sleep without any event of the page's; this is soon after.
      renewal.dispatch({ type: 'tick' });
      return ok(wireStatus());
    },
    retry: () => renewal.dispatch({ type: 'retry' }),
    async diagnose() {
      const { diagnoseFrame } = await loadTrouble();
      return ok(
        await diagnoseFrame({ status: wireStatus(), skew: serverClock.skew(), issuer, apiStatus }),
      );
    },
    close: () => session.close(),
  };

  function welcome({ context: first, autoHeight }: Welcome): void {
    methods.setContext(first);
    stopReportingHeight();
    if (autoHeight) {
      const tell = (height: number): void => link.connection?.tell('reportHeight', height);
      stopReportingHeight = followHeight(heightElement ?? document.body, tell);
    }
    report();
  }

  async function attempt(flight: Flight, signal: AbortSignal): Promise<Result<TokenResponse>> {
    listeners.emit('asked', flight);
    const result = await fetchToken(flight, signal);
    listeners.emit('answered', result.ok ? undefined : result.failure);
    return result;
  }

  /** One way through the protocol: handshake (where there is none), challenge code, exchange. */
  async function fetchToken(
    { reason, attempt }: Flight,
    signal: AbortSignal,
  ): Promise<Result<TokenResponse>> {
    const line = await link.ensure();
    signal.throwIfAborted();
    if (!line.ok) return line;
    renewal.dispatch({ type: 'connected' });
    const query = { reason, attempt, keyThumbprint: key.thumbprint };
    const code = await line.value.call('requestChallengeCode', [query], challengeCodeMs);
    signal.throwIfAborted();
    if (!code.ok) {
      // Nobody there: what looks like a line may be a dead one.
      if (code.failure.code === 'host_unreachable') link.drop();
      return code;
    }
    const fields = {
      client_id: clientId,
      challenge_code: String(code.value?.challengeCode),
      embedder_origin: line.value.origin,
      ...(grants.sessionId && { session_id: grants.sessionId }),
    };
    const result = await exchangeCode(issuer, fields, key, serverClock, issuerMs, signal);
    signal.throwIfAborted();
    const failure = result.ok ? grants.accept(result.value) : result.failure;
    // A revoked session stays this document's own, so that only loading the page again starts another.
    return failure ? { ok: false, failure } : result;
  }

  /** Where the lists cannot be loaded: the auth service's terminal answers are 403. */
  function judge(failure: Failure, hasBeenActive: boolean): Promise<Severity> {
    return loadTrouble().then(
      ({ severityOf }) => severityOf(failure, hasBeenActive),
      () => (failure.status === 403 ? 'paused' : 'transient'),
    );
  }

  function onChange(after: RenewalState, before: RenewalState): void {
    tokens.changed();
    report();
    const isNews = after.state !== before.state || after.reason?.code !== before.reason?.code;
    if (isNews) listeners.emit('statechange', status());
    if (after.renewals !== before.renewals) {
      listeners.emit('renewed', status());
      // Here to stay: it had better know what to do before the network, or this release, is gone.
      loadTrouble().catch(() => {});
    }
  }

  const renewal = createRenewal({ clock, random: Math.random, attempt, judge, onChange, onWake });
  const tokens = createTokenSource(
    renewal,
    () => grants.current.access_token,
    clock.elapsed,
    tokenWaitMs,
  );
  const link = createHostLink(
    methods,
    handshakeMs,
    (signal) => fetchAllowedOrigins(issuer, clientId, issuerMs, signal),
    welcome,
  );

  const session: EmbeddedSession = {
    get state() {
      return renewal.state.state;
    },
    get status() {
      return status();
    },
    get renewals() {
      return renewal.state.renewals;
    },
    get user() {
      return grants.current.user;
    },
    get team() {
      return grants.current.team;
    },
    get permissions() {
      return grants.current.permissions;
    },
    get parameters() {
      return grants.current.parameters;
    },
    get context() {
      return context;
    },
    fetch: createAuthorizedFetch(key, serverClock, tokens, resourceOrigins, (answered) => {
      apiStatus = answered;
    }),
    on(name, listener) {
      if (name === 'warning') observe();
      return listeners.on(name, listener);
    },
    emit(type, payload) {
      const event = checkDashboardEvent(type, payload);
      if (!event.ok) throw new CasementError(event.failure);
      link.connection?.tell('receiveEvent', event.value.type, event.value.payload);
      return !!link.connection;
    },
    close() {
      if (renewal.state.obstacle === 'closed') return;
      stopReportingHeight();
      renewal.close();
      link.close();
      listeners.clear();
    },
  };

  if (onContext) listeners.on('contextchange', onContext);
  if (onStatusChange) listeners.on('statechange', onStatusChange);
  return { session, ending: () => endingOf(renewal.state), start: renewal.start };
}
