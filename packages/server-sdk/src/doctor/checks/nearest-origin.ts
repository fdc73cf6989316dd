const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** The registered origin that somebody may have meant: another scheme, port, `www.` or loopback name. */
export function nearestOrigin(origin: string, registered: readonly string[]): string | undefined {
  const host = core(origin);
  return registered.find((candidate) => core(candidate) === host);
}

function core(origin: string): string {
  const { hostname } = new URL(origin);
  return LOOPBACK.includes(hostname) ? 'loopback' : hostname.replace(/^www\./, '');
}
