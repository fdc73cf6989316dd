/** The window around this frame; undefined where the document is not framed. */
export function parentWindow(): Window | undefined {
  return window.parent === window ? undefined : window.parent;
}

/**
 * The parent's origin as the browser names it, where it does (Firefox before 148 does not). Good enough
 * to address a message and to refuse early; who may talk to the frame is decided by message origins.
 */
export function parentOriginHint(): string | undefined {
  const origin = window.location.ancestorOrigins?.[0];
  return origin === undefined || origin === 'null' ? undefined : origin;
}
