import { CasementError, type Failure, messageOf } from '../errors.ts';
import { sendNotice } from '../protocol/notice.ts';
import { isLive } from '../protocol/session-status.ts';
import { type ConnectOptions, checkConnectOptions } from './connect-options.ts';
import type { EmbeddedSession } from './embedded-session.ts';
import { openSession } from './open-session.ts';
import { parentOriginHint, parentWindow } from './parent-window.ts';
import { createProofKey, type ProofKey } from './proof-key.ts';

/**
 * Connects this document to the page that embeds it and authenticates: resolves with a session once it
 * is active, and keeps it so. Goes on trying while the host page or the auth service cannot be reached
 * or refuses for now (`onStatusChange` tells), so a wall that starts before its servers comes up.
 * @throws CasementError `not_framed`, `option_invalid`, `page_insecure`, `origin_not_allowed`,
 * `protocol_mismatch` and other faults that no retry mends
 */
export async function connectToHost(options: ConnectOptions): Promise<EmbeddedSession> {
  const checked = checkConnectOptions(options);
  if (!checked.ok) throw refuse(checked.failure);
  const host = parentWindow();
  if (host === undefined) {
    throw refuse({
      code: 'not_framed',
      message: 'Open the page that embeds this one.',
    });
  }
  const key = await makeKey();
  options.signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      opened.session.close();
      reject(options.signal?.reason);
    };
    const settle = (): void => {
      const ending = opened.ending();
      if (ending === undefined && !isLive(opened.session.state)) return;
      options.signal?.removeEventListener('abort', abort);
      stop();
      if (ending === undefined) resolve(opened.session);
      else reject(new CasementError(ending));
    };
    const opened = openSession(checked.value, options, key, host);
    const stop = opened.session.on('statechange', settle);
    options.signal?.addEventListener('abort', abort);
    settle();
  });
}

/** WebCrypto exists in secure contexts only, and every page around the frame counts. */
async function makeKey(): Promise<ProofKey> {
  try {
    return await createProofKey();
  } catch (thrown) {
    throw refuse({
      code: 'page_insecure',
      message: isSecureContext
        ? `No key could be made: ${messageOf(thrown)}`
        : 'The frame and every page around it must be served over HTTPS or from loopback.',
    });
  }
}

/** The error, of which the host page is told too, so that nobody waits for this frame. */
function refuse(failure: Failure): CasementError {
  const origin = parentOriginHint();
  if (origin !== undefined) sendNotice(window.parent, origin, failure, true);
  return new CasementError(failure);
}
