/**
 * The parent's origin as the browser names it, where it does (Firefox before 148 does not). Good enough
 * to address a message and to refuse early; who may talk to the frame is decided by message origins.
 */
export function parentOriginHint(): string | undefined {
  const origin = location.ancestorOrigins?.[0];
  return origin === 'null' ? undefined : origin;
}
