import type { CasementErrorCode, Failure } from '../../src/errors.ts';
import { deadlineOf, transition } from '../../src/renewal/renewal-machine.ts';
import {
  type Flight,
  initialState,
  type RenewalEvent,
  type RenewalState,
} from '../../src/renewal/renewal-state.ts';
import { severityOf } from '../../src/renewal/severity.ts';

export const EXPIRES = 300_000;
export const RENEWS = 200_000;

const GRANT = { expires_in: EXPIRES / 1_000, renew_in: RENEWS / 1_000 };
/** A flight that is none any more, or never was. */
const NO_FLIGHT: Flight = { startedAt: -1, reason: 'initial', attempt: 0 };

/** A machine with a hand on its clock. */
export class Bench {
  state: RenewalState = initialState(0);
  /** The flight that the last event began. */
  attempt: Flight | undefined;
  /** The flight that the last event gave up. */
  abandoned: Flight | undefined;
  now = 0;
  random = 0.5;

  send(event: RenewalEvent): this {
    const { flight: before } = this.state;
    this.state = transition(this.state, event, { now: this.now, random: this.random });
    const { flight: after } = this.state;
    const hasEnded = event.type === 'succeeded' || event.type === 'failed';
    this.attempt = after !== null && after !== before ? after : undefined;
    this.abandoned = before !== null && after !== before && !hasEnded ? before : undefined;
    return this;
  }

  get flight(): Flight {
    return this.state.flight ?? NO_FLIGHT;
  }

  succeed(flight = this.flight, grant = GRANT): this {
    return this.send({ type: 'succeeded', flight, grant });
  }

  fail(code: CasementErrorCode, more: Partial<Failure> = {}, flight = this.flight): this {
    const failure = { code, message: code, ...more };
    const severity = severityOf(failure, this.state.token !== null);
    return this.send({ type: 'failed', flight, failure, severity });
  }

  at(now: number): this {
    this.now = now;
    return this;
  }

  /** Lets time pass up to the machine's own deadline. */
  atDeadline(): this {
    const deadline = deadlineOf(this.state);
    if (deadline === null) throw new Error('The machine waits for nothing.');
    return this.at(deadline).send({ type: 'tick' });
  }
}

export const started = (): Bench => new Bench().send({ type: 'tick' });
export const active = (): Bench => started().send({ type: 'connected' }).succeed();
