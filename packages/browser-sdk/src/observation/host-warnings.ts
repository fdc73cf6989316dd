import type { HostPort } from '../host/host-port.ts';
import type { SessionStatus } from '../protocol/session-status.ts';
import { createStatusWarnings, type Warn } from './warnings-of-status.ts';

/** A portal backend that takes longer than this for a code will one day take too long. */
const SLOW_PORTAL_MS = 3_000;

export interface HostWarnings {
  warn: Warn;
  statusChanged(status: SessionStatus): void;
  onMissed(misses: number): void;
  onAnswered(ms: number): void;
}

/** What an integrator had better know although nothing has failed. */
export function createHostWarnings({ emit, documentationOf }: HostPort): HostWarnings {
  const warn: Warn = (code, message) =>
    emit('warning', { code, message, documentation: documentationOf(code) });
  let isSlow = false;
  return {
    warn,
    statusChanged: createStatusWarnings(warn),
    onMissed(misses) {
      if (misses === 1) {
        warn('heartbeat_missed', 'The frame did not answer a beat: it hangs, or the device slept.');
      }
    },
    onAnswered(ms) {
      if (ms > SLOW_PORTAL_MS && !isSlow) {
        warn(
          'portal_slow',
          `The portal backend took ${ms} ms to answer the request for a code; more than ${SLOW_PORTAL_MS} is slow.`,
        );
      }
      isSlow = ms > SLOW_PORTAL_MS;
    },
  };
}
