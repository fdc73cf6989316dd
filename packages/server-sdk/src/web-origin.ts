const PORTAL = 'https://portal.example.com';
const LOOPBACK_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Says why a value is not an origin in the one spelling that is compared: scheme, host in ASCII
 * lower case, port unless it is the default one, nothing else; https, or http on a loopback host.
 * @param example what such an origin looks like
 * @returns the rule that is broken and what to write instead; undefined where all is well
 */
export function originFault(value: unknown, example = PORTAL): string | undefined {
  if (typeof value !== 'string' || value === '') return `must be a string such as "${example}".`;
  const url = URL.parse(value);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return `${quote(value)} is not an http(s) origin; write one such as "${example}".`;
  if (url.username !== '' || url.password !== '')
    return 'must not carry user information; write scheme, host and port only.';
  if (url.origin !== value)
    return `${quote(value)} must be scheme, host and port only, without path or trailing slash; write ${quote(url.origin)}.`;
  if (url.protocol === 'http:' && !LOOPBACK_HOSTS.includes(url.hostname))
    return `${quote(value)} must use https; http is for ${LOOPBACK_HOSTS.join(', ')} only.`;
  return undefined;
}

/** The same for an issuer: the auth service's address. */
export function issuerFault(value: unknown): string | undefined {
  return originFault(value, 'https://auth.example.com');
}

/** A value from outside as it may stand in a message: one line, bounded, no control characters. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 200 ? `${value.slice(0, 200)}…` : value);
}
