import process from 'node:process';
import { contained } from '../contained.ts';
import { CasementError } from '../errors.ts';
import { quote } from '../web-origin.ts';

export interface ReportedTo {
  onError?: ((error: unknown) => void) | undefined;
  clientId?: string | undefined;
}

/**
 * Where a verifier's errors go. A fault of configuration that no retry mends must not stay unheard where
 * nobody listens: it is a warning of the process, once.
 */
export function errorReport({ onError, clientId }: ReportedTo): (error: unknown) => void {
  let hasWarned = false;
  return (error) => {
    if (onError !== undefined) {
      contained(() => onError(error));
      return;
    }
    if (hasWarned || !(error instanceof CasementError) || error.code !== 'invalid_client') return;
    hasWarned = true;
    process.emitWarning(
      `${error.message} Until the verifier’s clientId ${quote(String(clientId))} and clientSecret are those of this dashboard in the auth service’s dashboards file, every request is answered 503.`,
      { type: 'CasementWarning', code: 'invalid_client' },
    );
  };
}
