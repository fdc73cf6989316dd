import type { Dispose } from '../listeners.ts';
import { limitTime } from '../time-limit.ts';

/**
 * Whether a server answers at the frame's address. Across origins nothing more can be known from here;
 * `unknown` where the page's own Content-Security-Policy forbids asking.
 */
export async function probeFrame(
  src: string,
  timeoutMs: number,
): Promise<'yes' | 'no' | 'unknown'> {
  let isBlocked = false;
  const stop = onPolicyViolation('connect-src', src, () => {
    isBlocked = true;
  });
  const limit = limitTime(timeoutMs);
  try {
    await fetch(src, {
      method: 'HEAD',
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      signal: limit.signal,
    });
    return 'yes';
  } catch {
    return isBlocked ? 'unknown' : 'no';
  } finally {
    limit.release();
    stop();
  }
}

/** Calls back when this page's Content-Security-Policy keeps `url`'s origin out. */
export function onPolicyViolation(
  directive: 'connect-src' | 'frame-src',
  url: string,
  callback: () => void,
): Dispose {
  const { origin } = new URL(url);
  const listener = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void => {
    if (effectiveDirective === directive && blockedURI.startsWith(origin)) callback();
  };
  document.addEventListener('securitypolicyviolation', listener);
  return () => document.removeEventListener('securitypolicyviolation', listener);
}
