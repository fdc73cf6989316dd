import { CasementError, messageOf } from '../errors.ts';
import { isLive } from '../protocol/session-status.ts';
import { type ConnectOptions, checkConnectOptions } from './connect-options.ts';
import type { EmbeddedSession } from './embedded-session.ts';
import { openSession } from './open-session.ts';
import { createProofKey } from './proof-key.ts';
import { refusal } from './refusal.ts';

/**
 * Connects this document to the page that embeds it and authenticates: resolves with a session once it
 * is active, and keeps it so. Goes on trying while the host page or the auth service cannot be reached
 * or refuses for now (`onStatusChange` tells), so a wall that starts before its servers comes up.
 * @throws CasementError `not_framed`, `option_invalid`, `page_insecure`, `origin_not_allowed`,
 * `protocol_mismatch` and other faults that no retry mends
 */
export async function connectToHost(options: ConnectOptions): Promise<EmbeddedSession> {
  const checked = checkConnectOptions(options);
  if (!checked) throw await refusal('option_invalid', 'options', options);
  if (window.parent === window) throw await refusal('not_framed', 'parent');
  // WebCrypto exists in secure contexts only, and every page around the frame counts.
  const key = await createProofKey().catch(async (thrown) => {
    throw await refusal('page_insecure', 'key', messageOf(thrown));
  });
  const { signal } = options;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal?.reason);
      session.close();
    };
    const settle = (): void => {
      const failure = ending();
      if (!failure && !isLive(session.state)) return;
      signal?.removeEventListener('abort', abort);
      stop();
      if (failure) reject(new CasementError(failure));
      else resolve(session);
    };
    const { session, ending, start } = openSession(checked, options, key);
    const stop = session.on('statechange', settle);
    signal?.addEventListener('abort', abort);
    start();
  });
}
