import { expect } from 'vitest';
import { isLive } from '../../src/protocol/session-status.ts';
import { deadlineOf, WAKE_FLIGHT_LIMIT_MS } from '../../src/renewal/renewal-machine.ts';
import type { RenewalEvent, RenewalState } from '../../src/renewal/renewal-state.ts';

const HOUR_MS = 3_600_000;
/** Sums of fractions of milliseconds are off by less. */
const ROUNDING_MS = 0.001;

/** What holds after every event of every life, whatever happens. */
export function holdRules(
  before: RenewalState,
  event: RenewalEvent,
  after: RenewalState,
  now: number,
): void {
  const { state, obstacle, flight, token, retryAt, staleSince } = after;
  const isOver = (one: RenewalState) => /^(ended|failed|closed)$/.test(one.obstacle);
  // It has ended, or knows when to go on; nothing keeps it waiting for more than Retry-After may.
  const deadline = deadlineOf(after);
  if (isOver(after)) {
    expect(deadline).toBeNull();
    expect(flight).toBeNull();
  } else {
    expect(deadline).toBeLessThanOrEqual(now + HOUR_MS + 1_000 + ROUNDING_MS);
  }
  if (before.obstacle === 'closed') expect(after).toBe(before);
  if (isOver(before) && event.type !== 'close') expect(after).toBe(before);

  // One flight: the next one begins when the last has ended, or is so old that it is given up.
  const isAnswer = event.type === 'succeeded' || event.type === 'failed';
  if (before.flight && flight !== before.flight && event.type !== 'close') {
    const hasEnded = isAnswer && event.flight === before.flight;
    const age = now - before.flight.startedAt;
    expect(hasEnded || age >= WAKE_FLIGHT_LIMIT_MS).toBe(true);
  }
  // What comes of a superseded one changes nothing; time has gone on, though, and something may be due.
  if (isAnswer && event.flight !== before.flight) {
    const { token, failures, reason, renewals, obstacle } = before;
    expect(after).toMatchObject({ token, failures, reason, renewals, obstacle });
  }

  // What is shown is true, and what has been shown stays.
  if (isLive(state)) expect(token?.expiresAt).toBeGreaterThan(now);
  if (state === 'stale') expect(staleSince).not.toBeNull();
  if (state === 'paused') expect(staleSince === null).toBe(token === null && before.token === null);
  if (before.token && obstacle !== 'closed') {
    expect(token).not.toBeNull();
    expect(state).not.toMatch(/connecting|authenticating/);
  }

  if (event.type === 'failed' && event.flight === before.flight && retryAt !== null) {
    holdWait(before, event, after, retryAt - now);
  }
  // A flight begins a second after the one before it, whoever wants it.
  if (flight && flight !== before.flight && before.failures > 0) {
    expect(now).toBeGreaterThanOrEqual(before.notBefore - ROUNDING_MS);
  }
  const isWaitCut = before.isWaitBinding && before.retryAt !== null && event.type === 'wake';
  if (isWaitCut && !flight) expect(retryAt).toBeGreaterThanOrEqual(before.retryAt);
}

/** The wait after a failure: within its bounds, and at least what was asked for. */
function holdWait(
  before: RenewalState,
  { failure, severity }: Extract<RenewalEvent, { type: 'failed' }>,
  { failures }: RenewalState,
  wait: number,
): void {
  const { retryAfterMs } = failure;
  const least = severity === 'paused' ? 30_000 : before.isHastened ? 0 : 1_000;
  const most =
    severity === 'paused'
      ? 60_000
      : before.isHastened
        ? 1_000
        : Math.min(30_000, 1_000 * 2 ** failures);
  const asked = Math.min(retryAfterMs ?? 0, HOUR_MS);
  expect(wait).toBeGreaterThanOrEqual(Math.max(least, asked) - ROUNDING_MS);
  const mostAsked = retryAfterMs === undefined ? 0 : Math.max(asked, 1_000) + 1_000;
  expect(wait).toBeLessThanOrEqual(Math.max(most, mostAsked) + ROUNDING_MS);
}
