import { fail, ok, type Result } from '../result.ts';
import { copyAcrossWindows } from './dashboard-context.ts';

/** An event of the application's own, in either direction. */
export interface DashboardEvent {
  type: string;
  payload: unknown;
}

/** 64 KiB as JSON; bulk data belongs on the dashboard API. */
export const EVENT_MAX_LENGTH = 65_536;

/** Checks an event and copies its payload; used by the sender for a clear error, by the receiver for safety. */
export function checkDashboardEvent(type: unknown, payload: unknown): Result<DashboardEvent> {
  if (typeof type !== 'string' || !/^[\w.:/-]{1,64}$/.test(type)) {
    return fail('event_invalid', 'An event’s type must be 1 to 64 letters, digits or _ . : / -');
  }
  const copy = copyAcrossWindows(payload, EVENT_MAX_LENGTH, 'event_invalid', `Event "${type}"`);
  return copy.ok ? ok({ type, payload: copy.value }) : copy;
}
