import { isLoopbackHost } from './allowed-origin.ts';

/** A native app gets its answers on a loopback port that differs from run to run (RFC 8252 §7.3). */
export const PLATFORMS = ['web', 'native'] as const;
export type Platform = (typeof PLATFORMS)[number];

const URI_MAX = 2000;

/** RFC 3986 §2: what a URI is written in. Everything else has to be percent-encoded. */
const URI_CHARACTERS = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/;

/**
 * The rule that a redirect URI breaks (OA12), or `undefined`: absolute, https except on loopback,
 * without fragment, user information or wildcard, in the form in which it will be compared as a string.
 * A native app's loopback URI counts with every port (RFC 8252 §7.3); a web client's only as written.
 */
export function redirectUriFault(uri: string, platform: Platform): string | undefined {
  if (uri.length > URI_MAX) return `At most ${URI_MAX} characters; this has ${uri.length}.`;
  if (!URI_CHARACTERS.test(uri)) {
    return 'Not a URI: encode spaces, quotes and other special characters with percent signs.';
  }
  const url = URL.parse(uri);
  if (!url) return 'Not an absolute URI. Write it as https://app.example.com/callback.';
  const scheme = schemeFault(url, platform);
  if (scheme) return scheme;
  if (uri.includes('#'))
    return 'A fragment is not allowed (RFC 6749 §3.1.2): leave out # and what follows.';
  if (url.username !== '' || url.password !== '') {
    return 'User information is not allowed: leave out everything before the @.';
  }
  if (uri.includes('*')) return 'A wildcard is not allowed: list every redirect URI in full.';
  // Compared as strings, so there is one way to write it; an empty path may stay empty.
  if (url.href !== uri && url.href !== `${uri}/`) {
    return `Not the canonical form: write ${url.href}.`;
  }
  return undefined;
}

function schemeFault({ protocol, hostname, host }: URL, platform: Platform): string | undefined {
  if (protocol === 'https:') {
    return platform === 'native' && isLoopbackHost(hostname)
      ? 'A native app listens on loopback with plain http (RFC 8252 §7.3): write http://127.0.0.1/….'
      : undefined;
  }
  if (protocol !== 'http:') return `The scheme must be https, not ${protocol.slice(0, -1)}.`;
  return isLoopbackHost(hostname)
    ? undefined
    : `Plain http is allowed for localhost, 127.0.0.1 and [::1] only: write https://${host}/….`;
}

/** The rule that a client's home page breaks: a link that people click, so nothing but https. */
export function clientUriFault(uri: string): string | undefined {
  const url = URI_CHARACTERS.test(uri) && uri.length <= URI_MAX ? URL.parse(uri) : null;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') {
    return 'Must be an https address, as in https://app.example.com.';
  }
  return undefined;
}
