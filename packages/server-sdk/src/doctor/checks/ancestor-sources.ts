/** The `frame-ancestors` lists of a document: one per policy that has the directive; all must match. */
export function ancestorLists(policies: readonly string[]): string[][] {
  return policies
    .flatMap((value) => value.split(','))
    .flatMap((policy) => {
      // The first of its name counts (CSP3 §2.2.1).
      const directive = policy
        .split(';')
        .map((text) => text.trim().split(/\s+/))
        .find(([name]) => name?.toLowerCase() === 'frame-ancestors');
      return directive === undefined ? [] : [directive.slice(1)];
    });
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };
const HOST_SOURCE =
  /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*|(?:\*\.)?[a-z0-9_.-]+)(?::(\d+|\*))?(?:\/.*)?$/i;

/**
 * Whether a source expression lets an origin frame the document (CSP3 §6.7.2.8).
 * @param self the document's own origin
 */
export function sourceMatches(source: string, origin: string, self: string): boolean {
  const { protocol, hostname, port } = new URL(origin);
  const lower = source.toLowerCase();
  if (lower === "'self'") return origin === self;
  if (lower === '*') return protocol === 'http:' || protocol === 'https:';
  if (/^[a-z][a-z0-9+.-]*:$/.test(lower)) return schemeMatches(lower, protocol);
  const parts = HOST_SOURCE.exec(lower);
  if (parts === null) return false;
  const [, scheme, host = '', wantedPort] = parts;
  return (
    schemeMatches(scheme === undefined ? new URL(self).protocol : `${scheme}:`, protocol) &&
    hostMatches(host, hostname) &&
    portMatches(wantedPort, port, protocol)
  );
}

/** `http` stands for `https`, too. */
function schemeMatches(wanted: string, protocol: string): boolean {
  return wanted === protocol || (wanted === 'http:' && protocol === 'https:');
}

function hostMatches(wanted: string, hostname: string): boolean {
  if (wanted === '*') return true;
  return wanted.startsWith('*.') ? hostname.endsWith(wanted.slice(1)) : wanted === hostname;
}

function portMatches(wanted: string | undefined, port: string, protocol: string): boolean {
  const actual = port === '' ? DEFAULT_PORTS[protocol] : port;
  if (wanted === '*') return true;
  if (wanted === undefined) return actual === DEFAULT_PORTS[protocol];
  return wanted === actual || (wanted === '80' && actual === '443' && protocol === 'https:');
}

/** Expressions that let in more than the client's origins. */
export function isBroad(source: string): boolean {
  return source.includes('*') || /^[a-z][a-z0-9+.-]*:$/i.test(source);
}
