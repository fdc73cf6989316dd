/** What a request says about where it was sent to; frameworks differ only in where they keep it. */
export interface RequestAddress {
  /** Whether the connection itself is TLS. */
  secure: boolean;
  /** `Host`, or `:authority` in HTTP/2. */
  host: string | undefined;
  forwardedProto: string | undefined;
  forwardedHost: string | undefined;
}

/**
 * The origin a request was addressed to, in its one spelling (default ports left out).
 * @param trustProxy whether the `X-Forwarded-*` fields are the proxy's and not the caller's
 * @returns undefined where the fields make no origin
 */
export function addressedOrigin(address: RequestAddress, trustProxy: boolean): string | undefined {
  const proto = (trustProxy ? first(address.forwardedProto) : undefined)?.toLowerCase();
  const host = (trustProxy ? first(address.forwardedHost) : undefined) ?? address.host;
  const scheme = proto ?? (address.secure ? 'https' : 'http');
  if (host === undefined || (scheme !== 'https' && scheme !== 'http')) return undefined;
  // A host with a path, user information or a query in it is no host.
  if (!/^[\w.\-:[\]]+$/.test(host)) return undefined;
  return URL.parse(`${scheme}://${host}`)?.origin;
}

/** Of a list that each proxy appended to, the outermost one's entry. */
function first(list: string | undefined): string | undefined {
  const entry = list?.split(',')[0]?.trim();
  return entry === '' ? undefined : entry;
}
