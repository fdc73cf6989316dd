import type { Clock } from '../environment/clock.ts';
import { type Failure, messageOf } from '../errors.ts';
import type { Dispose } from '../listeners.ts';
import { fail, type Result } from '../result.ts';
import { deadlineOf, transition } from './renewal-machine.ts';
import {
  type Flight,
  type Grant,
  initialState,
  type RenewalEvent,
  type RenewalState,
} from './renewal-state.ts';
import type { Severity } from './severity.ts';

export interface RenewalRunnerOptions {
  clock: Clock;
  /** In [0, 1). */
  random(): number;
  /**
   * Gets a code, exchanges it, and takes what it got into use unless the signal has ended by then. Must
   * end soon after `signal` does; may reject.
   */
  attempt(flight: Flight, signal: AbortSignal): Promise<Result<Grant>>;
  /** What a failure means for the session. */
  judge(failure: Failure, hasBeenActive: boolean): Promise<Severity>;
  /** After every change, with the state before it. */
  onChange(state: RenewalState, before: RenewalState): void;
  /** Subscribes to what may have made timers late. */
  onWake(wake: () => void): Dispose;
}

export interface RenewalRunner {
  readonly state: RenewalState;
  start(): void;
  dispatch(event: Extract<RenewalEvent, { type: 'connected' | 'demand' | 'retry' | 'tick' }>): void;
  /** Ends everything; no timer, listener or request stays. */
  close(): void;
}

/** A longer timer would overflow and fire at once. */
const TIMER_MAX_MS = 2_147_000_000;

/** Gives the machine its clock, one timer, and its flights. */
export function createRenewal(options: RenewalRunnerOptions): RenewalRunner {
  const { clock } = options;
  let state = initialState(clock.elapsed());
  let timer: ReturnType<typeof setTimeout> | undefined;
  let controller = new AbortController();
  let stopWaking = (): void => {};

  function dispatch(event: RenewalEvent): void {
    const before = state;
    state = transition(before, event, { now: clock.elapsed(), random: options.random() });
    const { flight } = state;
    if (flight !== before.flight) {
      controller.abort();
      if (flight) void fly(flight);
    }
    clearTimeout(timer);
    const deadline = deadlineOf(state);
    if (deadline !== null) {
      // Rounded up: a timer that fires a fraction early would find nothing due.
      const wait = Math.ceil(Math.max(0, deadline - clock.elapsed()));
      timer = setTimeout(dispatch, Math.min(wait, TIMER_MAX_MS), { type: 'tick' });
    }
    if (state !== before) options.onChange(state, before);
  }

  async function fly(flight: Flight): Promise<void> {
    controller = new AbortController();
    const { signal } = controller;
    const result = await options.attempt(flight, signal).catch((thrown) => {
      if (!signal.aborted) reportError(thrown);
      return fail('internal_error', messageOf(thrown));
    });
    if (state.flight !== flight) return;
    if (result.ok) dispatch({ type: 'succeeded', flight, grant: result.value });
    else {
      const { failure } = result;
      const severity = await options.judge(failure, state.token !== null);
      dispatch({ type: 'failed', flight, failure, severity });
    }
  }

  return {
    get state() {
      return state;
    },
    start() {
      stopWaking = options.onWake(() => dispatch({ type: 'wake' }));
      dispatch({ type: 'tick' });
    },
    dispatch,
    close() {
      stopWaking();
      dispatch({ type: 'close' });
    },
  };
}
