import { documentationOf } from './documentation.ts';
import type { RefusalCode } from './refusal-codes.ts';

/**
 * The closed set of codes that this SDK reports, beside those that the auth service and the portal
 * backend answer with. Codes are public interface; messages may change.
 */
export const SDK_ERROR_CODES = [
  // Options and surroundings of the host page
  'option_invalid',
  'container_invalid',
  'src_invalid',
  'src_insecure',
  'page_insecure',
  'frame_blocked',
  // Between host and frame
  'frame_unreachable',
  'frame_silent',
  'frame_lost',
  'host_unreachable',
  'not_framed',
  'protocol_mismatch',
  'ready_timeout',
  'destroyed',
  'context_invalid',
  'event_invalid',
  // Portal backend
  'portal_unreachable',
  'portal_timeout',
  'portal_refused',
  'portal_error',
  'portal_answer_invalid',
  // Auth service
  'issuer_unreachable',
  'issuer_timeout',
  'issuer_refused',
  'issuer_error',
  'issuer_answer_invalid',
  'client_unavailable',
  'attempt_timeout',
  // Session
  'user_changed',
  'resource_origin_not_allowed',
  'session_unavailable',
  'session_closed',
  'internal_error',
] as const;

export type SdkErrorCode = (typeof SDK_ERROR_CODES)[number];

export type CasementErrorCode = SdkErrorCode | RefusalCode;

/** What went wrong, as plain data: it crosses the window boundary, where classes do not survive. */
export interface Failure {
  code: CasementErrorCode;
  /** Names what, the rule, and the next step. Never a code, token or secret. */
  message: string;
  /** The other side asked to be left alone for so long (milliseconds, from `Retry-After`). */
  retryAfterMs?: number | undefined;
  /** HTTP status of the answer behind it, where there was one. */
  status?: number | undefined;
}

/** Every error that the SDK throws or rejects with. Test its `code`, never its class or message. */
export class CasementError extends Error {
  override readonly name = 'CasementError';
  readonly code: CasementErrorCode;
  /** HTTP status behind it, where there was one. */
  readonly status: number | undefined;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.code = failure.code;
    this.status = failure.status;
  }

  /** Where the code's meaning, cause and remedy are told. */
  get documentation(): string {
    return documentationOf(this.code);
  }
}

/**
 * Whether a value from outside can stand as a code. By its form only: the other side may be of a later
 * version and know more codes.
 */
export function isErrorCode(value: unknown): value is CasementErrorCode {
  return typeof value === 'string' && /^[a-z_]{1,40}$/.test(value);
}

/** Whether what the other window sent is a code with a text for people. */
export function isFailure(value: unknown): value is Failure {
  const { code, message } = Object(value);
  return isErrorCode(code) && typeof message === 'string';
}

/** The text of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
