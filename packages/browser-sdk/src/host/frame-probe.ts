const TIMEOUT_MS = 3_000;

/**
 * Whether a server answers at the frame's address. Across origins nothing more can be known from here;
 * `unknown` where the page's own Content-Security-Policy forbids asking.
 */
export async function probeFrame(src: URL): Promise<'yes' | 'no' | 'unknown'> {
  let isBlocked = false;
  const onViolation = (event: SecurityPolicyViolationEvent): void => {
    isBlocked ||=
      event.effectiveDirective === 'connect-src' && event.blockedURI.startsWith(src.origin);
  };
  document.addEventListener('securitypolicyviolation', onViolation);
  try {
    await fetch(src, {
      method: 'HEAD',
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return 'yes';
  } catch {
    return isBlocked ? 'unknown' : 'no';
  } finally {
    document.removeEventListener('securitypolicyviolation', onViolation);
  }
}
