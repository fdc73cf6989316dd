import { CasementError, type CasementErrorCode } from '../errors.ts';
import type { Fault } from './frame-faults.ts';
import { loadTrouble } from './trouble.ts';

/** The error for a fault of the integrator's, in words that are loaded now; its code does not need them. */
export async function refusal(
  code: CasementErrorCode,
  fault: Fault,
  detail: unknown = '',
): Promise<CasementError> {
  return new CasementError(
    await loadTrouble()
      .then(({ explainFault }) => explainFault(code, fault, detail))
      .catch(() => ({ code, message: fault })),
  );
}
