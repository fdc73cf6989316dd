import { CasementError } from '../../src/errors.ts';

/** The CasementError that a promise rejects with; fails where it resolves or rejects otherwise. */
export async function failureOf(promise: Promise<unknown>): Promise<CasementError> {
  const outcome = await promise.then(
    () => new Error('resolved, but was meant to fail'),
    (error: unknown) => error,
  );
  if (outcome instanceof CasementError) return outcome;
  throw outcome;
}

/** The CasementError that a function throws. */
export function thrownBy(action: () => unknown): CasementError {
  try {
    action();
  } catch (error) {
    if (error instanceof CasementError) return error;
    throw error;
  }
  throw new Error('did not throw, but was meant to');
}
