import type { CasementErrorCode, Failure } from '../../src/errors.ts';
import { deadlineOf, transition } from '../../src/renewal/renewal-machine.ts';
import {
  initialState,
  type RenewalEffect,
  type RenewalEvent,
  type RenewalState,
} from '../../src/renewal/renewal-state.ts';

export const EXPIRES = 300_000;
export const RENEWS = 200_000;

/** A machine with a hand on its clock. */
export class Bench {
  state: RenewalState = initialState(0);
  effects: RenewalEffect[] = [];
  now = 0;
  random = 0.5;

  send(event: RenewalEvent): this {
    const result = transition(this.state, event, { now: this.now, random: this.random });
    this.state = result.state;
    this.effects = result.effects;
    return this;
  }

  succeed(): this {
    return this.send({
      type: 'succeeded',
      generation: this.state.generation,
      expiresInMs: EXPIRES,
      renewInMs: RENEWS,
    });
  }

  fail(code: CasementErrorCode, more: Partial<Failure> = {}): this {
    const failure = { code, message: code, ...more };
    return this.send({ type: 'failed', generation: this.state.generation, failure });
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

  get attempt(): Extract<RenewalEffect, { type: 'attempt' }> | undefined {
    return this.effects.find((effect) => effect.type === 'attempt');
  }
}

export const started = (): Bench => new Bench().send({ type: 'start' });
export const active = (): Bench => started().send({ type: 'connected' }).succeed();
