import type { Clock } from '../environment/clock.ts';
import type { Failure } from '../errors.ts';
import type { Dispose } from '../listeners.ts';
import type { ChallengeCodeReason } from '../protocol/window-protocol.ts';
import type { Result } from '../result.ts';
import { deadlineOf, transition } from './renewal-machine.ts';
import { initialState, type RenewalEvent, type RenewalState } from './renewal-state.ts';

/** What a flight brings home. */
export interface Grant {
  expiresInMs: number;
  renewInMs: number;
}

export interface RenewalRunnerOptions<G extends Grant> {
  clock: Clock;
  /** In [0, 1). */
  random(): number;
  /** Gets a code and exchanges it. Must end soon after `signal` does; may reject. */
  attempt(
    query: { reason: ChallengeCodeReason; attempt: number },
    signal: AbortSignal,
  ): Promise<Result<G>>;
  /** Takes a grant that is not late into use, or says why not. */
  accept(grant: G): Failure | undefined;
  /** After every change, with the state before it. */
  onChange(state: RenewalState, before: RenewalState): void;
  /** Subscribes to what may have made timers late. */
  onWake(wake: () => void): Dispose;
}

export interface RenewalRunner {
  readonly state: RenewalState;
  start(): void;
  dispatch(event: Extract<RenewalEvent, { type: 'connected' | 'demand' | 'tick' }>): void;
  /** Ends everything; no timer, listener or request stays. */
  close(): void;
}

/** A longer timer would overflow and fire at once. */
const TIMER_MAX_MS = 2_147_000_000;

/** Gives the machine its clock, one timer, and its flights. */
export function createRenewal<G extends Grant>(options: RenewalRunnerOptions<G>): RenewalRunner {
  const { clock } = options;
  let state = initialState(clock.elapsed());
  let timer: ReturnType<typeof setTimeout> | undefined;
  let flight: AbortController | undefined;

  function dispatch(event: RenewalEvent): void {
    const before = state;
    const result = transition(before, event, { now: clock.elapsed(), random: options.random() });
    state = result.state;
    for (const effect of result.effects) {
      if (effect.type === 'abandon') flight?.abort();
      else void fly(effect);
    }
    rearm();
    if (state !== before) options.onChange(state, before);
  }

  function rearm(): void {
    clearTimeout(timer);
    const deadline = deadlineOf(state);
    if (deadline === null) return;
    // Rounded up: a timer that fires a fraction early would find nothing due.
    const wait = Math.ceil(Math.max(0, deadline - clock.elapsed()));
    timer = setTimeout(() => dispatch({ type: 'tick' }), Math.min(wait, TIMER_MAX_MS));
  }

  async function fly(query: {
    generation: number;
    reason: ChallengeCodeReason;
    attempt: number;
  }): Promise<void> {
    const { generation, reason, attempt } = query;
    const controller = new AbortController();
    flight = controller;
    let result: Result<G>;
    try {
      result = await options.attempt({ reason, attempt }, controller.signal);
    } catch (thrown) {
      if (controller.signal.aborted) return;
      reportError(thrown);
      result = { ok: false, failure: { code: 'internal_error', message: String(thrown) } };
    }
    if (state.flight?.generation !== generation) return;
    const refusal = result.ok ? options.accept(result.value) : result.failure;
    if (refusal !== undefined) dispatch({ type: 'failed', generation, failure: refusal });
    else if (result.ok) {
      const { expiresInMs, renewInMs } = result.value;
      dispatch({ type: 'succeeded', generation, expiresInMs, renewInMs });
    }
  }

  let stopWaking = (): void => {};
  return {
    get state() {
      return state;
    },
    start() {
      stopWaking = options.onWake(() => dispatch({ type: 'wake' }));
      dispatch({ type: 'start' });
    },
    dispatch,
    close() {
      stopWaking();
      dispatch({ type: 'close' });
    },
  };
}
