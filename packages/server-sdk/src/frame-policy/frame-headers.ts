import { withFrameAncestors } from './content-security-policy.ts';

/** The one set of operations that Node's and the web's header objects share. */
export interface HeaderTarget {
  get(name: string): string | number | readonly string[] | null | undefined;
  set(name: string, value: string): void;
  delete(name: string): void;
}

/**
 * What a document needs to be framed by these origins and nobody else; also inside portals that are
 * cross-origin isolated (CORP and COEP). Applying it twice changes nothing.
 * @param directive see `frameAncestorsDirective`
 */
export function applyFrameHeaders(headers: HeaderTarget, directive: string): void {
  headers.set(
    'content-security-policy',
    withFrameAncestors(headers.get('content-security-policy'), directive),
  );
  // It knows a single origin at most, and older browsers heed it before the policy.
  headers.delete('x-frame-options');
  headers.set('cross-origin-resource-policy', 'cross-origin');
  headers.set('cross-origin-embedder-policy', 'require-corp');
  headers.set('referrer-policy', 'no-referrer');
}

/**
 * Keeps a document, whose policy is one client's at one moment, out of every cache; scripts and
 * pictures that pass the same middleware keep theirs.
 */
export function forbidCachingDocument(headers: HeaderTarget): void {
  const type = headers.get('content-type');
  if (type == null || /^(text\/html|application\/xhtml\+xml)/i.test(String(type)))
    headers.set('cache-control', 'no-store');
}
