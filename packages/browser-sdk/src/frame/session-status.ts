import type { Clock } from '../environment/clock.ts';
import type { SessionStatus } from '../protocol/session-status.ts';
import type { RenewalState } from '../renewal/renewal-state.ts';

/** The machine's state for people and applications: instants on the wall clock of this window. */
export function describe(machine: RenewalState, clock: Clock): SessionStatus {
  const offset = clock.wall() - clock.elapsed();
  const instant = (elapsed: number | null | undefined): number | null =>
    elapsed === null || elapsed === undefined ? null : Math.round(elapsed + offset);
  const { state, since, reason, retryAt, renewals, token, staleSince } = machine;
  return {
    state,
    since: Math.round(since + offset),
    ...(reason && {
      reason: {
        code: reason.code,
        message: reason.message,
        ...(retryAt !== null && { retryInMs: Math.max(0, Math.round(retryAt - clock.elapsed())) }),
      },
    }),
    renewals,
    renewsAt: instant(retryAt ?? token?.renewAt),
    expiresAt: instant(token?.expiresAt),
    staleSince: instant(staleSince),
  };
}
