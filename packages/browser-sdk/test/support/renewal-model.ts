/** Random lives of the machine, and a model that knows nothing of it but the protocol's table of states. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { createClock } from '../../src/environment/clock.ts';
import type { CasementErrorCode } from '../../src/errors.ts';
import { deadlineOf, transition } from '../../src/renewal/renewal-machine.ts';
import {
  type Flight,
  initialState,
  type RenewalEvent,
  type RenewalState,
} from '../../src/renewal/renewal-state.ts';
import { severityOf } from '../../src/renewal/severity.ts';
import { holdRules } from './renewal-rules.ts';

/** The machine, its two clocks, and the flights that it has given up. */
class Session {
  mono = 0;
  wall = 0;
  chance = 0;
  readonly superseded: Flight[] = [];
  readonly clock = createClock(
    () => this.mono,
    () => this.wall,
  );
  state: RenewalState = initialState(0);

  send(event: RenewalEvent): void {
    const before = this.state;
    const now = this.clock.elapsed();
    this.state = transition(before, event, { now, random: this.chance });
    holdRules(before, event, this.state, now);
    const { flight } = before;
    if (flight && flight !== this.state.flight) this.superseded.push(flight);
  }
}

/** What the protocol says of a session, section 5. */
interface Model {
  hasHost: boolean;
  /** By the model's own clock, which counts what the larger of the two clocks counts. */
  elapsed: number;
  expiresAt: number | null;
  hasFailed: boolean;
  obstacle: 'paused' | 'ended' | 'failed' | 'closed' | null;
}

function expectedState(model: Readonly<Model>, isInFlight: boolean): string {
  if (model.obstacle) return model.obstacle === 'ended' ? 'paused' : model.obstacle;
  if (model.expiresAt === null) return model.hasHost ? 'authenticating' : 'connecting';
  if (model.expiresAt <= model.elapsed) return 'stale';
  if (model.hasFailed) return 'degraded';
  return isInFlight ? 'renewing' : 'active';
}

export const isOver = ({ obstacle }: Readonly<Model>): boolean =>
  obstacle === 'ended' || obstacle === 'failed' || obstacle === 'closed';

/** One thing that happens: to the model, and to the machine; then the two are compared. */
class Happening implements fc.Command<Model, Session> {
  readonly name: string;
  readonly chance: number;
  readonly act: (session: Session, model: Model) => void;

  constructor(name: string, chance: number, act: (session: Session, model: Model) => void) {
    this.name = name;
    this.chance = chance;
    this.act = act;
  }
  check(): boolean {
    return true;
  }
  run(model: Model, session: Session): void {
    session.chance = this.chance;
    this.act(session, model);
    const { state } = session;
    // A flight may be given up for its age, which is a failure.
    if (state.failures > 0) model.hasFailed = true;
    expect(state.state).toBe(expectedState(model, state.flight !== null));
    expect(session.clock.elapsed()).toBeCloseTo(model.elapsed, 3);
  }
  toString(): string {
    return this.name;
  }
}

const CODES: readonly CasementErrorCode[] = [
  'portal_error',
  'portal_timeout',
  'portal_answer_invalid',
  'issuer_unreachable',
  'host_unreachable',
  'invalid_grant',
  'invalid_dpop_proof',
  'login_required',
  'slow_down',
  'client_disabled',
  'session_revoked',
  'user_not_eligible',
  'user_changed',
  'invalid_request',
];

export function pass(session: Session, model: Model, mono: number, wall: number): void {
  session.mono += mono;
  session.wall += wall;
  model.elapsed += Math.max(mono, wall);
  session.clock.elapsed();
}

function fail(
  session: Session,
  model: Model,
  flight: Flight,
  code: CasementErrorCode,
  ms?: number,
) {
  const failure = { code, message: code, retryAfterMs: ms };
  const severity = severityOf(failure, session.state.token !== null);
  if (flight === session.state.flight) {
    model.hasFailed = true;
    if (severity === 'final') model.obstacle = 'failed';
    if (severity === 'paused' || severity === 'ended') model.obstacle = severity;
  }
  session.send({ type: 'failed', flight, failure, severity });
}

export function succeed(
  session: Session,
  model: Model,
  flight: Flight,
  expires: number,
  share: number,
) {
  if (flight === session.state.flight) {
    const age = session.clock.elapsed() - flight.startedAt;
    const from = age < 30_000 ? model.elapsed : model.elapsed - age;
    Object.assign(model, { expiresAt: from + expires * 1_000, hasFailed: false, obstacle: null });
  }
  const grant = { expires_in: expires, renew_in: expires * share };
  session.send({ type: 'succeeded', flight, grant });
}

export const chance = fc.double({ min: 0, max: 0.999, noNaN: true });
const upTo = (max: number) => fc.integer({ min: 0, max });
const lifetime = fc.constantFrom(60, 300, 600);
const happening = <A>(
  name: string,
  arbitrary: fc.Arbitrary<A>,
  act: (session: Session, model: Model, value: A) => void,
) =>
  fc
    .tuple(chance, arbitrary)
    .map(
      ([random, value]) =>
        new Happening(`${name}(${JSON.stringify(value)})`, random, (session, model) =>
          act(session, model, value),
        ),
    );

const signal = happening(
  'signal',
  fc.constantFrom('tick', 'wake', 'demand', 'retry', 'connected'),
  (session, model, type) => {
    if (type === 'connected' && !isOver(model)) model.hasHost = true;
    session.send({ type });
  },
);

/** Rounded up, as the runner does: by a fraction too early nothing is due. */
export function untilDeadline({ state, clock }: Session): number {
  return Math.max(0, Math.ceil(Number(deadlineOf(state)) - clock.elapsed()));
}

/** Lets time pass to the machine's own deadline, and a little more: timers are late. */
const timer = happening('timer', upTo(90_000), (session, model, lateMs) => {
  const wait = untilDeadline(session);
  // Anything longer than an hour is a timer that nobody waits for.
  const ms = Math.min(wait, 3_700_000) + (lateMs < 45_000 ? 0 : lateMs);
  pass(session, model, ms, ms);
  session.send({ type: 'tick' });
});

const answer = happening(
  'answer',
  fc.tuple(upTo(20_000), lifetime, chance),
  (session, model, [afterMs, expires, share]) => {
    const { flight } = session.state;
    if (!flight) return;
    pass(session, model, afterMs, afterMs);
    succeed(session, model, flight, expires, share);
  },
);

const failure = happening(
  'failure',
  fc.tuple(
    upTo(20_000),
    fc.constantFrom(...CODES),
    fc.option(upTo(4_000_000), { nil: undefined, freq: 4 }),
  ),
  (session, model, [afterMs, code, retryAfterMs]) => {
    const { flight } = session.state;
    if (!flight) return;
    pass(session, model, afterMs, afterMs);
    fail(session, model, flight, code, retryAfterMs);
  },
);

const supersededAnswer = happening(
  'superseded answer',
  fc.tuple(upTo(1_000), fc.boolean()),
  (session, model, [index, isGood]) => {
    const flight = session.superseded[index % (session.superseded.length || 1)];
    if (!flight) return;
    if (isGood) succeed(session, model, flight, 1, 0.5);
    else fail(session, model, flight, 'user_changed');
  },
);

/** The machine sleeps, or the page is frozen or hidden: nothing runs, and one of the clocks may stop. */
const sleep = happening(
  'sleep',
  fc.tuple(upTo(7_200_000), fc.boolean()),
  (session, model, [ms, isMonotonicStopped]) => {
    // Below a second the clocks may differ by jitter.
    const slept = ms + 1_000;
    pass(session, model, isMonotonicStopped ? 0 : slept, slept);
    session.send({ type: 'wake' });
  },
);

const clockJump = happening(
  'clock jump',
  fc.integer({ min: -7_200_000, max: 7_200_000 }),
  (session, model, ms) => {
    if (Math.abs(ms) < 1_000) return;
    pass(session, model, 0, ms);
    session.send({ type: 'tick' });
  },
);

export const life = [timer, answer, failure, signal, sleep, clockJump, supersededAnswer];
export const destroy = happening('destroy', fc.constant(null), (session, model) => {
  model.obstacle = 'closed';
  session.send({ type: 'close' });
});

export function begin(): { model: Model; real: Session } {
  const real = new Session();
  real.send({ type: 'tick' });
  const model = { hasHost: false, elapsed: 0, expiresAt: null, hasFailed: false, obstacle: null };
  return { model, real };
}
