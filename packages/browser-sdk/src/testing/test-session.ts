import { createServerClock } from '../environment/server-clock.ts';
import { CasementError } from '../errors.ts';
import type { EmbeddedSession, SessionEvents } from '../frame/embedded-session.ts';
import { createGrants } from '../frame/grants.ts';
import { wireStatusOf } from '../frame/session-status.ts';
import { createTokenSource } from '../frame/token-source.ts';
import { createListeners } from '../listeners.ts';
import { checkContext, type DashboardContext } from '../protocol/dashboard-context.ts';
import { checkDashboardEvent, type DashboardEvent } from '../protocol/dashboard-event.ts';
import { fromWireStatus, type SessionStatus } from '../protocol/session-status.ts';
import { deadlineOf } from '../renewal/renewal-machine.ts';
import { createRenewal } from '../renewal/renewal-runner.ts';
import { severityOf } from '../renewal/severity.ts';
import type { Result } from '../result.ts';
import { createTestClock } from './test-clock.ts';
import { createTestCounterpart } from './test-counterpart.ts';
import { createTestFetch } from './test-fetch.ts';
import type { TestGrant, TestHandler, TestPlan } from './test-plan.ts';

export interface TestSessionOptions extends Partial<TestGrant> {
  context?: DashboardContext;
  /** Answers `session.fetch`; by default everything is 404. */
  fetch?: TestHandler;
  /** What relative addresses are relative to: by default the document's, or `https://dash.example.com/`. */
  baseUrl?: string;
  /** As of `connectToHost`; by default the origin of `baseUrl`. */
  resourceOrigins?: readonly string[];
  /** How long `session.fetch` waits for a token, in milliseconds of the test's clock. Default 30,000. */
  tokenWaitMs?: number;
  /** Epoch milliseconds at which the test's clock begins; by default now. */
  now?: number;
  /** Uniform in [0, 1), for backoff; 0.5 by default, so that waits are the same in every run. */
  random?: () => number;
}

/** The test's side of a session: the clock, the host page, the portal and the auth service. */
export interface SessionControl extends TestPlan {
  /** Epoch milliseconds by the test's clock. */
  now(): number;
  /** Lets time pass; everything that falls due meanwhile happens in its order. */
  advance(ms: number): Promise<void>;
  /** The machine sleeps: the wall clock goes on, timers do not. Then the page wakes. */
  sleep(ms: number): Promise<void>;
  /** Somebody sets the wall clock, by so many milliseconds; the page does not notice. */
  setWallClock(byMs: number): void;
  /** Back from hiding, freezing or being offline. */
  wake(): Promise<void>;
  /** What the host page does by `dashboard.setContext(change)`. */
  setContext(change: DashboardContext): void;
  /** What the host page does by `dashboard.emit(type, payload)`. */
  emit(type: string, payload?: unknown): void;
  /** Whether the line to the host page is there; `session.emit` answers it. */
  isConnected: boolean;
  /** What the dashboard has emitted to the host page. */
  readonly emitted: readonly DashboardEvent[];
}

export interface TestSession extends EmbeddedSession {
  readonly control: SessionControl;
}

const NOBODY: TestGrant = {
  user: { id: 'user-1', email: 'ana@example.com', name: 'Ana' },
  team: { id: 'team-1', name: 'Operations' },
  permissions: ['read:dashboards'],
  parameters: {},
  expiresIn: 300,
  renewIn: 200,
};

/**
 * A session as `connectToHost` answers it, for unit tests of a dashboard: without a host page, a network
 * or a browser, on a clock that stands still until `session.control` moves it. States, renewals, backoff
 * and waiting are those of the real machine. Resolves once the session is active.
 * @example
 * const session = await createTestSession({ permissions: ['read:dashboards'] });
 * session.control.inject({ code: 'issuer_unreachable' });
 * await session.control.advance(300_000); // session.state is now 'stale'
 */
export async function createTestSession(options: TestSessionOptions = {}): Promise<TestSession> {
  const { fetch: handler = () => new Response(null, { status: 404 }), random = () => 0.5 } =
    options;
  const { baseUrl = globalThis.location?.href ?? 'https://dash.example.com/' } = options;
  const { resourceOrigins = [new URL(baseUrl).origin], tokenWaitMs = 30_000 } = options;
  const clock = createTestClock(options.now ?? Date.now());
  const listeners = createListeners<SessionEvents>();
  const grants = createGrants(listeners);
  const counterpart = createTestCounterpart(grantOf(options));
  const emitted: DashboardEvent[] = [];
  let context = Object.freeze(unwrap(checkContext(options.context ?? {})));
  let wakeUp = (): void => {};

  const status = (): SessionStatus =>
    fromWireStatus(wireStatusOf(renewal.state, clock.elapsed()), clock.wall());
  const renewal = createRenewal({
    clock,
    random,
    async attempt(_flight, signal) {
      renewal.dispatch({ type: 'connected' });
      const result = await counterpart.answer(signal);
      signal.throwIfAborted();
      const failure = result.ok ? grants.accept(result.value) : result.failure;
      return failure ? { ok: false, failure } : result;
    },
    judge: async (failure, hasBeenActive) => severityOf(failure, hasBeenActive),
    onChange(after, before) {
      tokens.changed();
      const isNews = after.state !== before.state || after.reason?.code !== before.reason?.code;
      if (isNews) listeners.emit('statechange', status());
      if (after.renewals !== before.renewals) listeners.emit('renewed', status());
    },
    onWake(wake) {
      wakeUp = wake;
      return () => {
        wakeUp = () => {};
      };
    },
  });
  const tokens = createTokenSource(
    renewal,
    () => grants.current.access_token,
    clock.elapsed,
    tokenWaitMs,
    async (ms, signal, work) => {
      const { promise, reject } = Promise.withResolvers<never>();
      const abort = (): void => reject(signal?.reason);
      const stop = clock.after(ms, () => reject(new DOMException('no token', 'TimeoutError')));
      signal?.addEventListener('abort', abort);
      if (signal?.aborted) abort();
      try {
        return await Promise.race([promise, work(signal ?? new AbortController().signal)]);
      } finally {
        stop();
        signal?.removeEventListener('abort', abort);
      }
    },
  );

  async function advance(ms: number): Promise<void> {
    const end = clock.elapsed() + ms;
    for (;;) {
      await settle();
      const due = Math.min(deadlineOf(renewal.state) ?? Number.POSITIVE_INFINITY, clock.nextDue());
      const now = clock.elapsed();
      clock.move(Math.max(0, Math.min(due, end) - now));
      renewal.dispatch({ type: 'tick' });
      if (due > end) break;
    }
    await settle();
  }

  async function wake(): Promise<void> {
    wakeUp();
    await advance(0);
  }

  const { grant, inject, heal } = counterpart;
  const control: SessionControl = {
    grant,
    inject,
    heal,
    now: clock.wall,
    advance,
    async sleep(ms) {
      clock.jump(ms);
      await wake();
    },
    setWallClock: clock.jump,
    wake,
    setContext(change) {
      context = Object.freeze({ ...context, ...unwrap(checkContext(change)) });
      listeners.emit('contextchange', context);
    },
    emit(type, payload) {
      listeners.emit('event', unwrap(checkDashboardEvent(type, payload)));
    },
    isConnected: true,
    emitted,
  };
  renewal.start();
  await settle();

  return {
    control,
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
    fetch: createTestFetch(handler, baseUrl, resourceOrigins, tokens, createServerClock(clock)),
    on: listeners.on,
    emit(type, payload) {
      const event = unwrap(checkDashboardEvent(type, payload));
      if (control.isConnected) emitted.push(event);
      return control.isConnected;
    },
    close() {
      renewal.close();
      listeners.clear();
    },
  };
}

function grantOf(options: TestSessionOptions): TestGrant {
  const { user, team, permissions, parameters, expiresIn, renewIn } = { ...NOBODY, ...options };
  return { user, team, permissions, parameters, expiresIn, renewIn };
}

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new CasementError(result.failure);
}

/** Lets everything happen that waits for nothing but its turn. Without timers, which a test may fake. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await undefined;
}
