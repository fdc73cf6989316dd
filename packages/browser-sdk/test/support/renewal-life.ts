import { createClock } from '../../src/environment/clock.ts';
import type { CasementErrorCode, Failure } from '../../src/errors.ts';
import { deadlineOf, transition } from '../../src/renewal/renewal-machine.ts';
import {
  type Flight,
  type Grant,
  initialState,
  type RenewalEvent,
  type RenewalState,
} from '../../src/renewal/renewal-state.ts';
import { severityOf } from '../../src/renewal/severity.ts';
import { holdRules } from './renewal-rules.ts';

/** What becomes of a flight: an answer after some time, or none ever. */
export type Outcome =
  | { afterMs: number; failure: Failure }
  | { afterMs: number; grant?: Grant }
  | 'none';

export interface LifeOptions {
  /** Lifetime of tokens in seconds. */
  expiresIn?: number;
  /** Where in [0, 1) chance begins. */
  seed?: number;
}

/** A refusal, or an answer that is none, `afterMs` after the request. */
export function refusal(
  code: CasementErrorCode,
  { afterMs = 100, ...more }: Partial<Failure> & { afterMs?: number } = {},
): Outcome {
  return { afterMs, failure: { code, message: code, ...more } };
}

/**
 * The machine with two clocks, one timer and a world that answers its flights, in simulated time. Time
 * passes by the monotonic clock; the rules of `renewal-rules.ts` are held at every event.
 */
export class Life {
  mono = 0;
  wall = 1_795_000_000_000;
  /** What meets flights; without it they get a token after 100 ms. */
  fault: Outcome | ((flight: Flight) => Outcome) | undefined;
  /** When a timer that is due at a time fires. */
  timerFires = (due: number): number => due;
  readonly flights: { at: number; flight: Flight }[] = [];
  /** Every change of state. */
  readonly trail: { at: number; state: RenewalState }[] = [];
  state: RenewalState;
  private readonly clock = createClock(
    () => this.mono,
    () => this.wall,
  );
  private readonly expiresIn: number;
  private chance: number;
  private timer: number | undefined;
  private answers: { at: number; event: RenewalEvent }[] = [];

  constructor({ expiresIn = 300, seed = 0.5 }: LifeOptions = {}) {
    this.expiresIn = expiresIn;
    this.chance = Math.floor(seed * 2_147_483_647);
    this.state = initialState(this.clock.elapsed());
    this.send({ type: 'tick' });
  }

  /** In [0, 1). */
  random(): number {
    this.chance = (this.chance * 1_103_515_245 + 12_345) % 2_147_483_648;
    return this.chance / 2_147_483_648;
  }

  send(event: RenewalEvent): this {
    const before = this.state;
    const now = this.clock.elapsed();
    const after = transition(before, event, { now, random: this.random() });
    holdRules(before, event, after, now);
    this.state = after;
    if (after.state !== before.state) this.trail.push({ at: this.mono, state: after });
    if (after.flight && after.flight !== before.flight) this.begin(after.flight);
    const deadline = deadlineOf(after);
    this.timer = deadline === null ? undefined : this.mono + Math.max(0, deadline - now);
    return this;
  }

  private begin(flight: Flight): void {
    this.flights.push({ at: this.mono, flight });
    const { fault } = this;
    const outcome = typeof fault === 'function' ? fault(flight) : (fault ?? { afterMs: 100 });
    if (outcome === 'none') return;
    if (!this.state.hasHost) this.answers.push({ at: this.mono, event: { type: 'connected' } });
    const at = this.mono + outcome.afterMs;
    if ('failure' in outcome) {
      const { failure } = outcome;
      const severity = severityOf(failure, this.state.token !== null);
      this.answers.push({ at, event: { type: 'failed', flight, failure, severity } });
    } else {
      const { expiresIn } = this;
      const renewIn = expiresIn * (0.6 + 0.2 * this.random());
      const grant = outcome.grant ?? { expires_in: expiresIn, renew_in: renewIn };
      this.answers.push({ at, event: { type: 'succeeded', flight, grant } });
    }
  }

  /** Lets both clocks run, and everything happen that falls due. */
  pass(ms: number): this {
    const end = this.mono + ms;
    for (;;) {
      const fires =
        this.timer === undefined ? Number.POSITIVE_INFINITY : this.timerFires(this.timer);
      this.answers.sort((one, other) => one.at - other.at);
      const [answer] = this.answers;
      const next = Math.min(fires, answer?.at ?? Number.POSITIVE_INFINITY);
      if (next > end) break;
      this.advance(Math.max(0, next - this.mono));
      if (answer && answer.at <= next) {
        this.answers.shift();
        this.send(answer.event);
      } else this.send({ type: 'tick' });
    }
    this.advance(end - this.mono);
    return this;
  }

  /** Time in which nothing of the page runs. In a sleep, on most platforms, the monotonic clock stops. */
  stop(ms: number, { isMonotonicStopped = false } = {}): this {
    this.wall += ms;
    if (!isMonotonicStopped) this.mono += ms;
    return this;
  }

  private advance(ms: number): void {
    this.mono += ms;
    this.wall += ms;
  }

  /** Requests that were under way get no answer any more. */
  loseAnswers(): this {
    this.answers = [];
    return this;
  }

  /** Until a state; answers how long it took. */
  until(state: RenewalState['state'], limitMs = 3_600_000): number {
    const start = this.mono;
    while (this.state.state !== state) {
      if (this.mono - start >= limitMs) throw new Error(`Not ${state} after ${limitMs} ms.`);
      this.pass(10);
    }
    return this.mono - start;
  }

  /** How many flights began within the last `ms`. */
  flightsWithin(ms: number): number {
    return this.flights.filter(({ at }) => at > this.mono - ms).length;
  }
}

/** One that has its first token. */
export function activeLife(options?: LifeOptions): Life {
  const life = new Life(options);
  life.until('active');
  return life;
}
