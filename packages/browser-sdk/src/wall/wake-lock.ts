import type { Dispose } from '../listeners.ts';
import type { Warn } from '../observation/warnings-of-status.ts';
import type { WallTelemetry } from './wall-options.ts';

export interface ScreenLock {
  readonly state: WallTelemetry['wakeLock'];
  release: Dispose;
}

/** What is there where none is wanted. */
export const NO_LOCK: ScreenLock = { state: 'off', release() {} };

/**
 * Keeps the screen awake. Browsers take the lock back whenever the page is hidden, so it is asked for again
 * each time the page is visible; a refusal (battery saver, policy, an old browser) is a warning.
 */
export function keepScreenAwake(warn: Warn): ScreenLock {
  let state: WallTelemetry['wakeLock'] = 'released';
  let sentinel: WakeLockSentinel | undefined;
  let isAsking = false;
  let isOver = false;

  async function ask(): Promise<void> {
    if (isAsking || isOver || sentinel || document.visibilityState !== 'visible') return;
    isAsking = true;
    try {
      if (!navigator.wakeLock) throw new Error('this browser has no screen wake lock');
      const granted = await navigator.wakeLock.request('screen');
      if (isOver) return void granted.release();
      sentinel = granted;
      state = 'held';
      granted.addEventListener('release', () => {
        sentinel = undefined;
        if (state === 'held') state = 'released';
      });
    } catch (thrown) {
      // Hidden again meanwhile: that is no refusal.
      if (document.visibilityState !== 'visible') return;
      if (state !== 'refused') {
        warn(
          'wake_lock_refused',
          `The screen may go dark: ${thrown instanceof Error ? thrown.message : String(thrown)}. Switch screen saver and energy saving off on this device.`,
        );
      }
      state = 'refused';
    } finally {
      isAsking = false;
    }
  }

  document.addEventListener('visibilitychange', ask);
  void ask();
  return {
    get state() {
      return state;
    },
    release() {
      isOver = true;
      document.removeEventListener('visibilitychange', ask);
      void sentinel?.release();
      state = 'released';
    },
  };
}
