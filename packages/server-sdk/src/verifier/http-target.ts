/**
 * A URL as `htu` is compared (RFC 9449 §4.3 step 9): without query and fragment, after the
 * syntax- and scheme-based normalisation of RFC 3986 §6.2.2 and §6.2.3.
 * @returns undefined where the text is no http(s) URL
 */
export function normalizedTarget(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  // WHATWG URL leaves escapes as they are: unreserved characters are unescaped, others upper-cased.
  const path = url.pathname.replace(/%[0-9a-f]{2}/gi, (triplet) => {
    const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : triplet.toUpperCase();
  });
  return `${url.origin}${path}`;
}

/**
 * The path of a request target (RFC 9112 §3.2), which is a path or, from some proxies, a whole URL.
 * @returns undefined where it is neither
 */
export function pathOfTarget(target: string): string | undefined {
  // A path that starts with two slashes must not be taken for a host.
  const url = target.startsWith('/') ? URL.parse(`http://host${target}`) : URL.parse(target);
  return url?.pathname;
}
