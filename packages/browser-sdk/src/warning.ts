/**
 * The closed set of warnings: nothing has failed yet, or it is being mended, but somebody had better know.
 * Codes are public interface; messages may change.
 */
export const WARNING_CODES = [
  // Of every dashboard
  'clock_skewed',
  'heartbeat_missed',
  'portal_slow',
  'renewal_failing',
  // Of wall mode
  'frame_remounted',
  'soft_remount_failed',
  'wake_lock_refused',
] as const;

export type WarningCode = (typeof WARNING_CODES)[number];

/** Plain data, so that it can be sent to a log as it is. */
export interface CasementWarning {
  code: WarningCode;
  /** What was found, with its numbers. Never a code, token or secret. */
  message: string;
  /** Where meaning, cause and remedy are told. */
  documentation: string;
}
