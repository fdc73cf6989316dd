import type { FieldFault } from '@casement/server-sdk/contract';
import type { Warning } from './warning.ts';

/**
 * Every refusal of the domain, as a closed set. Where the wire has a code for it, it is the same
 * word; those from `conflict` on belong to management only.
 */
export const DOMAIN_ERROR_CODES = [
  'invalid_request',
  'invalid_client',
  'unauthorized_client',
  'client_disabled',
  'origin_not_allowed',
  'user_required',
  'user_not_permitted',
  'user_not_eligible',
  'invalid_grant',
  'unsupported_grant_type',
  'invalid_dpop_proof',
  'session_revoked',
  'slow_down',
  'not_found',
  'conflict',
  'permission_required',
  'confirmation_required',
  'stale_version',
] as const;

export type DomainErrorCode = (typeof DOMAIN_ERROR_CODES)[number];

/** What the audit log should know of a refusal and its receiver need not be told. */
export interface RefusalAttribution {
  /** One of a closed set in the code that throws; never what somebody sent. */
  reason?: string | undefined;
  /** Only if it exists. */
  clientId?: string | undefined;
  userId?: string | undefined;
  sessionId?: string | undefined;
  /** Small and flat; what strangers sent is cut short here. */
  details?: Readonly<Record<string, string | number | boolean>>;
}

export interface DomainErrorDetails {
  /** With `invalid_request`: each fault by its field. */
  faults?: readonly FieldFault[];
  /** With `confirmation_required`: what has to be confirmed; empty where a name is to be typed. */
  confirmations?: readonly Warning[];
  /** With `slow_down`: whole seconds to wait. */
  retryAfter?: number;
  attribution?: RefusalAttribution;
  cause?: unknown;
}

/**
 * The one error class of the domain. Callers branch on `code`; `message` names the field, the rule
 * and the way out, may change at any time, and never holds a secret.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: DomainErrorCode;
  readonly faults: readonly FieldFault[];
  readonly confirmations: readonly Warning[];
  readonly retryAfter: number | undefined;
  readonly attribution: RefusalAttribution;

  constructor(code: DomainErrorCode, message: string, details: DomainErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.faults = details.faults ?? [];
    this.confirmations = details.confirmations ?? [];
    this.retryAfter = details.retryAfter;
    this.attribution = details.attribution ?? {};
  }
}

/** `invalid_request` for one or several faults; the message says them all. */
export function invalidRequest(faults: readonly FieldFault[]): DomainError {
  const message = faults.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  return new DomainError('invalid_request', message.join(' '), { faults });
}

/** Throws {@link invalidRequest} when there is a fault. */
export function refuseFaults(faults: readonly FieldFault[]): void {
  if (faults.length > 0) throw invalidRequest(faults);
}
