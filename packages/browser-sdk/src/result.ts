import type { CasementErrorCode, Failure } from './errors.ts';

/**
 * A value or the reason why there is none. Used instead of exceptions wherever a failure is expected,
 * and always across windows: thrown errors lose their fields there and carry a stack they should not.
 */
export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(code: CasementErrorCode, message: string): { ok: false; failure: Failure } {
  return { ok: false, failure: { code, message } };
}
