import { minifySync, type Plugin } from 'vite';

/**
 * Properties that only code of one bundle reads and writes, penpal's hooks among them: the minifier may
 * shorten these. None may go over a wire, to a file that is loaded on demand, or be the platform's; a
 * test looks at that.
 */
export const INTERNAL_NAMES = [
  // penpal and its messenger
  'addMessageHandler',
  'messenger',
  'remoteProxy',
  'removeMessageHandler',
  'sendMessage',
  'validateReceivedMessage',
  // Connection
  'established',
  'frameWindow',
  'lostCode',
  'onClosed',
  'onConnected',
  'onEvent',
  'onGoodbye',
  'onHeight',
  'onLost',
  'onOther',
  'onOtherVersion',
  'onRefusal',
  'onStatus',
  'origins',
  // Renewal
  'demands',
  'dispatch',
  'elapsed',
  'failures',
  'flight',
  'grant',
  'hasHost',
  'isHastened',
  'isSpread',
  'isWaitBinding',
  'judge',
  'notBefore',
  'obstacle',
  'onChange',
  'onWake',
  'renewAt',
  'retryAt',
  'severity',
  'startedAt',
  // Session and dashboard
  'ending',
  'facts',
  'heard',
  'prove',
  'requestCode',
  'thumbprint',
];

/** Shortens them in the entry. Files that are loaded on demand do not know them. */
export function withShortInternalNames(): Plugin {
  const include = new RegExp(`^(${INTERNAL_NAMES.join('|')})$`);
  return {
    name: 'short-internal-names',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk' || !chunk.isEntry) continue;
        const { code, errors } = minifySync(chunk.fileName, chunk.code, {
          module: true,
          compress: { target: 'es2022' },
          mangleProps: { include },
        });
        if (errors.length > 0) throw new Error(`${chunk.fileName}: ${errors[0]?.message}`);
        chunk.code = code;
      }
    },
  };
}
