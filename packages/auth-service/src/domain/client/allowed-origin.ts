/** Rules for origins (RFC 6454 §6.2 serialization), compared as exact strings everywhere. */

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Scheme, authority and the rest, as written. */
const PARTS = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#\\]*)(.*)$/s;

/**
 * What the URL standard lets into a host is more than that, `;` and `,` among it: in a
 * Content-Security-Policy they would end the source and begin a directive or policy of somebody's own.
 */
const HOST = /^([A-Za-z0-9._-]+|\[[0-9a-f:.]+\])$/;

/** The rule of form that an origin breaks, with the way to write it; `undefined` when well-formed. */
export function originFormFault(text: string): string | undefined {
  if (text === 'null') return '"null" is an opaque origin and can never be allowed.';
  if (text.includes('*')) return 'A wildcard is not allowed: list every origin in full.';
  const parts = PARTS.exec(text);
  const url = URL.parse(text);
  if (!parts || !url || url.host === '') {
    return 'Not an origin. Write scheme, host and port only if it is not the default, as in https://portal.example.com.';
  }
  const [, scheme = '', authority = '', rest = ''] = parts;
  const origin = `${url.protocol}//${url.host}`;
  if (authority.includes('@')) return `User information is not allowed: write ${origin}.`;
  const extra = restFault(rest);
  if (extra) return `${extra}: write ${origin}.`;
  if (/[^\x20-\x7E]/.test(authority)) {
    return `An international host name is written in its ASCII form (punycode): ${origin}.`;
  }
  if (!HOST.test(url.hostname)) {
    return 'The host name has characters that no host name has: letters, digits, dots, - and _ only.';
  }
  if (/[A-Z]/.test(scheme + authority)) return `Upper case is not allowed: write ${origin}.`;
  if (/:\d+$/.test(authority) && url.port === '') {
    return `The scheme's default port is left out: write ${origin}.`;
  }
  return text === origin ? undefined : `Not the canonical form: write ${origin}.`;
}

function restFault(rest: string): string | undefined {
  if (rest === '') return undefined;
  if (rest === '/') return 'A trailing slash is not allowed';
  if (rest.startsWith('?')) return 'A query is not allowed';
  if (rest.startsWith('#')) return 'A fragment is not allowed';
  return 'A path is not allowed';
}

/**
 * The rule that an allowed origin breaks (EM5): well-formed, and https except on the loopback hosts
 * `localhost`, `127.0.0.1` and `[::1]`.
 */
export function allowedOriginFault(text: string): string | undefined {
  const form = originFormFault(text);
  if (form) return form;
  const { protocol, hostname, host } = new URL(text);
  if (protocol === 'https:') return undefined;
  if (protocol === 'http:' && LOOPBACK_HOSTS.has(hostname)) return undefined;
  return protocol === 'http:'
    ? `Plain http is allowed for localhost, 127.0.0.1 and [::1] only: write https://${host}.`
    : `The scheme must be https, not ${protocol.slice(0, -1)}.`;
}

/** Whether a host name is this machine for every browser. */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK_HOSTS.has(hostname);
}

/** An origin as the audit log may hold it: what has another form may be a code or a secret gone astray. */
export function recordableOrigin(text: string | undefined): string {
  if (text === undefined) return 'absent';
  const isOrigin = text === 'null' || originFormFault(text) === undefined;
  return isOrigin ? text : 'malformed';
}
