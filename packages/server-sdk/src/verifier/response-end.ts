import type { ServerResponse } from 'node:http';
import type { Verified } from './permission.ts';
import type { SessionVerifier } from './session-verifier.ts';

/** An answer that was not begun when its session ended may still be given within this time. */
const GRACE_MS = 1_000;

/**
 * Cuts a response that outlives its session: a stream at once, or after the handler's own last word
 * on being told (`verifier.watch`).
 * @throws {CasementError} `temporarily_unavailable` where no more can be watched
 */
export function endWithSession(
  verifier: Pick<SessionVerifier, 'watch'>,
  session: Verified,
  response: ServerResponse,
  {
    endOnRevocation = true,
    endAtExpiry = false,
  }: { endOnRevocation?: boolean | undefined; endAtExpiry?: boolean | undefined },
): void {
  // A client that is gone already will not be reported again.
  if (response.destroyed) return;
  if (endOnRevocation) {
    const unwatch = verifier.watch(session, () => cut(response));
    response.once('close', unwatch);
  }
  if (endAtExpiry) {
    const leftMs = session.expiresAt.getTime() - Date.now();
    const timer = setTimeout(() => cut(response), Math.max(leftMs, 0)).unref();
    response.once('close', () => clearTimeout(timer));
  }
}

function cut(response: ServerResponse): void {
  const destroy = (): void => {
    // Destroyed and not ended: a handler that writes on afterwards meets no error event, and the
    // client sees that the answer is incomplete.
    if (!response.writableEnded) response.destroy();
  };
  if (response.headersSent) setImmediate(destroy);
  // The request was verified before the revocation; an ordinary answer to it may still go out.
  else setTimeout(destroy, GRACE_MS).unref();
}
