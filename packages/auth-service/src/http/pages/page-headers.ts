/**
 * The headers of every page: no script at all, nothing from elsewhere, in nobody's frame, in no cache.
 *
 * @param redirectTargets where a form's answer may lead on: Chromium holds `form-action` against every
 *   redirect that follows a form too. A client's redirect URIs, of which the origin or scheme is taken.
 */
export function pageHeaders(redirectTargets: readonly string[] = []): Record<string, string> {
  const targets = redirectTargets.flatMap((target) => sourceOf(target) ?? []);
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': [
      "default-src 'none'",
      "style-src 'self'",
      "img-src 'self'",
      `form-action ${[...new Set(["'self'", ...targets])].join(' ')}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    // Not `no-referrer`: a form of ours would then be sent with `Origin: null`.
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=()',
  };
}

/** A URI as a source of the policy (CSP 3 §2.3.1): an origin, or a scheme where there is no host. */
function sourceOf(target: string): string | undefined {
  if (!URL.canParse(target)) return undefined;
  const { origin, protocol, host } = new URL(target);
  // An IPv6 host is none in the policy's grammar; its scheme is.
  if (origin === 'null' || host.startsWith('[')) return protocol;
  return origin;
}
