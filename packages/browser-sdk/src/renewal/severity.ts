import type { CasementErrorCode, Failure } from '../errors.ts';

/**
 * `transient` is retried with backoff, `paused` every 30–60 s. `ended` and `final` never: the one holds for
 * this session, and a fresh load may have another; the other for whoever comes.
 */
export type Severity = 'transient' | 'paused' | 'ended' | 'final';

/** Terminal answers for now: somebody may lift them while the frame is open. */
const PAUSED: readonly CasementErrorCode[] = [
  'client_disabled',
  'user_not_eligible',
  'client_unavailable',
];

/** Faults of configuration that no retry mends. */
const FINAL: readonly CasementErrorCode[] = [
  'origin_not_allowed',
  'protocol_mismatch',
  'not_framed',
  'user_changed',
  'option_invalid',
  'page_insecure',
];

/**
 * Faults of the integrator's code: at the first authentication they are told at once; in a session that
 * has worked they are a bad deployment of the portal, which an unattended wall must survive.
 */
const FINAL_AT_FIRST: readonly CasementErrorCode[] = [
  'invalid_request',
  'unauthorized_client',
  'unsupported_grant_type',
  'user_required',
  'user_not_permitted',
];

/** What a failure means for the session. */
export function severityOf({ code }: Failure, hasBeenActive: boolean): Severity {
  // It was ended for good: nobody can lift that while the frame is open.
  if (code === 'session_revoked') return 'ended';
  if (PAUSED.includes(code)) return 'paused';
  if (FINAL.includes(code)) return 'final';
  return !hasBeenActive && FINAL_AT_FIRST.includes(code) ? 'final' : 'transient';
}
