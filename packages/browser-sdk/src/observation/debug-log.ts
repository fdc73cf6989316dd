import type { DebugEntry, DebugFields, DebugTopic } from './debug-entry.ts';

export type DebugLog = (what: DebugTopic, fields?: DebugFields) => void;

/** Writes to the console, or hands to the function; nothing where the option is off. */
export function createDebugLog(
  side: DebugEntry['side'],
  debug: boolean | ((entry: DebugEntry) => void) | undefined,
): DebugLog {
  if (!debug) return () => {};
  const write = typeof debug === 'function' ? debug : toConsole;
  return (what, fields) => {
    try {
      write({ at: Date.now(), side, what, ...fields });
    } catch (thrown) {
      reportError(thrown);
    }
  };
}

/**
 * A code as the log may show it. The other window may say anything: what is not of a code's form – as no
 * token, challenge code or thumbprint is – is not shown.
 */
export function codeFields(failure: { code: string } | undefined): Pick<DebugFields, 'code'> {
  if (failure === undefined) return {};
  return { code: /^[a-z_]{1,40}$/.test(failure.code) ? failure.code : 'unknown' };
}

function toConsole({ at: _, side, what, ...fields }: DebugEntry): void {
  // biome-ignore lint/suspicious/noConsole: who sets `debug: true` asks for it on the console.
  console.debug(`[casement ${side}] ${what}`, fields);
}
