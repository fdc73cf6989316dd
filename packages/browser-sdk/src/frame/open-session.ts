import type { TokenResponse } from '@casement/server-sdk/contract';
import { type Clock, createClock } from '../environment/clock.ts';
import { onWake } from '../environment/connectivity.ts';
import { createServerClock } from '../environment/server-clock.ts';
import { CasementError, type Failure } from '../errors.ts';
import { createListeners } from '../listeners.ts';
import type { DashboardContext } from '../protocol/dashboard-context.ts';
import { checkDashboardEvent } from '../protocol/dashboard-event.ts';
import { fromWireStatus, type SessionStatus, type WireStatus } from '../protocol/session-status.ts';
import type { FrameMethods, Welcome } from '../protocol/window-protocol.ts';
import { createRenewal, type Grant } from '../renewal/renewal-runner.ts';
import type { RenewalState } from '../renewal/renewal-state.ts';
import { ok, type Result } from '../result.ts';
import { createAuthorizedFetch } from './authorized-fetch.ts';
import type { CheckedConnectOptions, ConnectOptions } from './connect-options.ts';
import { flyForToken } from './credential-flight.ts';
import type { EmbeddedSession, SessionEvents } from './embedded-session.ts';
import { fetchAllowedOrigins } from './frame-policy.ts';
import { followHeight } from './height-follower.ts';
import { createHostLink } from './host-link.ts';
import type { ProofKey } from './proof-key.ts';
import { accessOf, hasSameAccess, identityOf, type SessionIdentity } from './session-identity.ts';
import { wireStatusOf } from './session-status.ts';
import { createTokenEndpoint } from './token-endpoint.ts';
import { createTokenStore } from './token-store.ts';

interface TokenGrant extends Grant {
  identity: SessionIdentity;
}

export interface OpenSession {
  readonly session: EmbeddedSession;
  /** Why the session ended for good; undefined while there is hope. */
  ending(): Failure | undefined;
}

/** Wires clock, key, line, token and renewal into one session, and starts it. */
export function openSession(
  { issuer, clientId, resourceOrigins }: CheckedConnectOptions,
  { timeouts = {}, ...options }: ConnectOptions,
  key: ProofKey,
  host: Window,
): OpenSession {
  const { handshakeMs = 5_000, challengeCodeMs = 15_000 } = timeouts;
  const { issuerMs = 10_000, tokenWaitMs = 30_000 } = timeouts;
  const clock: Clock = createClock();
  const serverClock = createServerClock(clock);
  const listeners = createListeners<SessionEvents>();
  let identity: SessionIdentity | undefined;
  let sessionId: string | undefined;
  let context: DashboardContext = Object.freeze({});
  let stopReportingHeight = (): void => {};

  const wireStatus = (): WireStatus => wireStatusOf(renewal.state, clock.elapsed());
  const status = (): SessionStatus => fromWireStatus(wireStatus(), clock.wall());
  const takeContext = (next: DashboardContext): void => {
    context = Object.freeze(next);
    listeners.emit('contextchange', context);
  };

  const methods: FrameMethods = {
    setContext: takeContext,
    receiveEvent(type, payload) {
      const event = checkDashboardEvent(type, payload);
      if (event.ok) listeners.emit('event', event.value);
    },
    ping: () => ok(wireStatus()),
    async diagnose() {
      const { diagnoseFrame } = await import('./frame-diagnostics.ts');
      return ok(diagnoseFrame({ status: wireStatus(), skew: serverClock.skew() }));
    },
    close: () => session.close(),
  };

  const link = createHostLink({
    host,
    methods,
    handshakeTimeoutMs: handshakeMs,
    fetchAllowedOrigins: (signal) => fetchAllowedOrigins(issuer, clientId, issuerMs, signal),
    onWelcome: welcome,
  });
  const endpoint = createTokenEndpoint({
    issuer,
    clientId,
    key,
    clock,
    serverClock,
    timeoutMs: issuerMs,
  });
  const tokens = createTokenStore({
    current: () => (isTokenValid() ? identity?.accessToken : undefined),
    ending,
    reason: () => renewal.state.reason ?? undefined,
    check: () => renewal.dispatch({ type: 'tick' }),
    demand: () => renewal.dispatch({ type: 'demand' }),
    waitMs: tokenWaitMs,
  });

  function welcome({ context: first, autoHeight }: Welcome): void {
    takeContext(first);
    stopReportingHeight();
    if (autoHeight) {
      const tell = (height: number): void => link.connection?.tell('reportHeight', height);
      stopReportingHeight = followHeight(options.heightElement ?? document.body, tell);
    }
    report();
  }

  function report(): void {
    link.connection?.tell('reportStatus', wireStatus());
  }

  function isTokenValid(): boolean {
    const { obstacle, token } = renewal.state;
    return obstacle === 'none' && token !== null && token.expiresAt > clock.elapsed();
  }

  function ending(): Failure | undefined {
    const { obstacle, reason } = renewal.state;
    if (obstacle === 'closed')
      return { code: 'session_closed', message: 'The session was closed.' };
    return obstacle === 'failed' ? (reason ?? undefined) : undefined;
  }

  async function attempt(
    query: Parameters<typeof flyForToken>[0],
    signal: AbortSignal,
  ): Promise<Result<TokenGrant>> {
    const result = await flyForToken(query, signal, {
      link,
      keyThumbprint: key.thumbprint,
      endpoint,
      challengeCodeTimeoutMs: challengeCodeMs,
      onConnected: () => renewal.dispatch({ type: 'connected' }),
      sessionId: () => sessionId,
    });
    if (result.ok) return ok(grantOf(result.value));
    // That session is over; whether its user may start another is for the host and the service to say.
    if (result.failure.code === 'session_revoked') sessionId = undefined;
    return result;
  }

  function accept(grant: TokenGrant): Failure | undefined {
    const previous = identity;
    const next = grant.identity;
    const isSomebodyElse = previous !== undefined && previous.user.id !== next.user.id;
    if (isSomebodyElse && listeners.count('userchange') === 0) {
      return {
        code: 'user_changed',
        message: 'Somebody else is signed in at the host page now; "userchange" has no listener.',
      };
    }
    identity = next;
    sessionId = next.sessionId;
    if (isSomebodyElse) {
      listeners.emit('userchange', { previous: previous.user, current: next.user });
    }
    if (previous !== undefined && !hasSameAccess(previous, next)) {
      listeners.emit('accesschange', accessOf(next));
    }
    return undefined;
  }

  function onChange(after: RenewalState, before: RenewalState): void {
    tokens.changed();
    report();
    const isNews = after.state !== before.state || after.reason?.code !== before.reason?.code;
    if (isNews) listeners.emit('statechange', status());
    if (after.renewals !== before.renewals) listeners.emit('renewed', status());
  }

  function current(): SessionIdentity {
    if (identity !== undefined) return identity;
    throw new CasementError({ code: 'session_unavailable', message: 'Not authenticated yet.' });
  }

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
      return current().user;
    },
    get team() {
      return current().team;
    },
    get permissions() {
      return current().permissions;
    },
    get parameters() {
      return current().parameters;
    },
    get context() {
      return context;
    },
    fetch: createAuthorizedFetch({ key, clock, serverClock, tokens, resourceOrigins }),
    on: listeners.on,
    emit(type, payload) {
      const event = checkDashboardEvent(type, payload);
      if (!event.ok) throw new CasementError(event.failure);
      link.connection?.tell('receiveEvent', event.value.type, event.value.payload);
      return link.connection !== undefined;
    },
    close() {
      if (renewal.state.obstacle === 'closed') return;
      stopReportingHeight();
      renewal.close();
      link.close();
      listeners.clear();
    },
  };

  if (options.onContext) listeners.on('contextchange', options.onContext);
  if (options.onStatusChange) listeners.on('statechange', options.onStatusChange);
  const renewal = createRenewal<TokenGrant>({
    clock,
    random: Math.random,
    attempt,
    accept,
    onChange,
    onWake,
  });
  renewal.start();
  return { session, ending };
}

function grantOf(token: TokenResponse): TokenGrant {
  return {
    expiresInMs: token.expires_in * 1000,
    renewInMs: token.renew_in * 1000,
    identity: identityOf(token),
  };
}
