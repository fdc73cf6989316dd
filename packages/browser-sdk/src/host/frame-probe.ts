const TIMEOUT_MS = 3_000;
/** Browsers may tell of a violation after the request has failed by it. */
const VIOLATION_MS = 100;

/**
 * Whether a server answers at the frame's address. Across origins nothing more can be known from here;
 * `unknown` where the page's own policies forbid asking.
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
    await new Promise((resolve) => setTimeout(resolve, VIOLATION_MS));
    // A page that demands COEP of others is kept from every answer that does not allow it.
    return isBlocked || (await demandsEmbedderPolicy()) ? 'unknown' : 'no';
  } finally {
    document.removeEventListener('securitypolicyviolation', onViolation);
  }
}

function demandsEmbedderPolicy(): Promise<boolean> {
  return fetch(location.href, { method: 'HEAD', signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
    ({ headers }) => /^(req|cred)/.test(headers.get('cross-origin-embedder-policy') ?? ''),
    () => false,
  );
}
