import { originFault } from '../web-origin.ts';

/**
 * Of the origins that the issuer names, those that may stand in a header: exact origins and nothing
 * that a policy's grammar would read as more (`;`, `,`, `*`, quotes, white space, other schemes).
 *
 * An IPv6 host passes, as it is a legal origin, but the grammar of Content Security Policy (CSP3
 * §2.3.1, host-char) has no IPv6 literals: browsers skip it and refuse that page.
 */
export function frameableOrigins(origins: readonly string[]): readonly string[] {
  return origins.filter(
    (origin) => /^https?:\/\/[a-z0-9.:[\]-]+$/.test(origin) && originFault(origin) === undefined,
  );
}

/** The `frame-ancestors` directive; nobody may frame where there are no origins. */
export function frameAncestorsDirective(origins: readonly string[]): string {
  return `frame-ancestors ${origins.length === 0 ? "'none'" : origins.join(' ')}`;
}

/**
 * Puts a `frame-ancestors` directive into whatever policies an answer has already, in place of
 * theirs: browsers enforce every policy, so an application's own `'self'` would shut the portal out.
 * @param existing the header's value or values
 */
export function withFrameAncestors(
  existing: string | number | readonly string[] | null | undefined,
  directive: string,
): string {
  const policies = [existing ?? []]
    .flat()
    .flatMap((value) => String(value).split(','))
    .map(withoutFrameAncestors)
    .filter((policy) => policy !== '');
  const last = policies.pop();
  return [...policies, last === undefined ? directive : `${last}; ${directive}`].join(', ');
}

function withoutFrameAncestors(policy: string): string {
  return policy
    .split(';')
    .map((directive) => directive.trim())
    .filter((directive) => directive !== '' && !/^frame-ancestors(\s|$)/i.test(directive))
    .join('; ');
}
