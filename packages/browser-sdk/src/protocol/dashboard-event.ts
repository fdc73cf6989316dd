import { fail, ok, type Result } from '../result.ts';

/** An event of the application's own, in either direction. */
export interface DashboardEvent {
  type: string;
  payload: unknown;
}

/** 64 KiB as JSON; bulk data belongs on the dashboard API. */
export const EVENT_MAX_LENGTH = 65_536;

/** Checks an event and copies its payload; used by the sender for a clear error, by the receiver for safety. */
export function checkDashboardEvent(type: unknown, payload: unknown): Result<DashboardEvent> {
  try {
    const isShort = JSON.stringify([payload]).length <= EVENT_MAX_LENGTH;
    if (isShort && typeof type === 'string' && /^[\w.:/-]{1,64}$/.test(type)) {
      return ok({ type, payload: structuredClone(payload) });
    }
  } catch {
    // A cycle, a function, a big integer: the same advice.
  }
  return fail(
    'event_invalid',
    `event "${String(type)}" needs a type of 1 to 64 letters, digits or _.:/- and plain data of at most ${EVENT_MAX_LENGTH} characters as JSON.`,
  );
}
