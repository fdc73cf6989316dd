import type { FieldFault, WireErrorCode } from './contract/index.ts';

/** Faults that arise on this side of the wire. */
export const CLIENT_ERROR_CODES = [
  /** An option given to this SDK is wrong; `errors` lists every one. */
  'configuration_invalid',
  /** No HTTP answer: name resolution, connection, TLS, reset. */
  'network_error',
  /** No complete answer in time. */
  'timeout',
  /** The caller's `AbortSignal` fired; its reason is the `cause`. */
  'aborted',
  /** An answer that is not of this protocol: a redirect, a proxy's page, garbage, too large. */
  'unexpected_response',
  /** Used after `close()`. */
  'client_closed',
] as const;

export type ClientErrorCode = (typeof CLIENT_ERROR_CODES)[number];

/** The closed set that `CasementError.code` is one of: the wire's codes and this side's own. */
export type CasementErrorCode = WireErrorCode | ClientErrorCode;

export interface CasementErrorDetails {
  /** HTTP status of the answer; absent where there was none. */
  status?: number | undefined;
  /** Seconds to wait before the next try, from `Retry-After`. */
  retryAfterSeconds?: number | undefined;
  /** Each fault by its field. */
  errors?: readonly FieldFault[] | undefined;
  cause?: unknown;
}

/**
 * Every failure of this SDK. Branch on `code`, which is a closed set; messages may change. Neither
 * message nor properties carry a secret, an assertion, a token or a challenge code.
 */
export class CasementError extends Error {
  override readonly name = 'CasementError';
  readonly code: CasementErrorCode;
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly errors: readonly FieldFault[] | undefined;

  constructor(code: CasementErrorCode, message: string, details: CasementErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.status = details.status;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.errors = details.errors;
  }
}

/** Throws one `configuration_invalid` that lists every fault; does nothing where there is none. */
export function refuseConfiguration(what: string, faults: readonly FieldFault[]): void {
  if (faults.length === 0) return;
  throw new CasementError('configuration_invalid', `${what}: ${faultText(faults)}`, {
    errors: faults,
  });
}

/** All faults in one text, each with its path. */
export function faultText(faults: readonly FieldFault[]): string {
  const list = faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return list.join(' ');
}
