import type { WireStatus } from '../protocol/session-status.ts';
import { isOver, type RenewalState } from '../renewal/renewal-state.ts';

/** The machine's state for others: durations from `now` (elapsed milliseconds) on. */
export function wireStatusOf(
  machine: RenewalState,
  now: number,
  clockSkew: number | null = null,
): WireStatus {
  const { state, since, reason, retryAt, renewals, token, staleSince } = machine;
  const until = (instant: number | null | undefined): number | null =>
    typeof instant === 'number' ? Math.round(instant - now) : null;
  return {
    state,
    sinceAgo: Math.round(now - since),
    ...(reason && {
      reason: {
        code: reason.code,
        message: reason.message,
        ...(retryAt !== null && { retryInMs: Math.max(0, Math.round(retryAt - now)) }),
      },
    }),
    renewals,
    renewsIn: isOver(machine) ? null : until(retryAt ?? token?.renewAt),
    expiresIn: until(token?.expiresAt),
    staleFor: staleSince === null ? null : Math.round(now - staleSince),
    clockSkew: clockSkew && Math.round(clockSkew),
  };
}
