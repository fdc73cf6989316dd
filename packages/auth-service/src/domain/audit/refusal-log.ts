import type { Clock } from '../clock.ts';
import { type AuditStore, recordAudit } from './audit-store.ts';
import type { Refusal } from './refusal-event.ts';

/** Refusals alike within this time become one more event, with their number. Milliseconds. */
export const REFUSAL_WINDOW = 60_000;

/** Kinds of refusal that are told apart at once; the rest of that time share one event per type. */
export const REFUSAL_KINDS = 200;

/** These are written one by one up to so many per window: each says that a code was stolen or lost. */
const VERBATIM: Partial<Record<Refusal['type'], number>> = { 'challenge_code.reused': 200 };

export interface RefusalLog {
  /** Writes the first of its kind at once; counts the others until the window ends. */
  note(refusal: Refusal): Promise<void>;
  /** Writes what was counted in windows that have ended; `everything`: in open ones too. */
  flush(everything?: boolean): Promise<void>;
}

interface Window {
  refusal: Refusal;
  since: number;
  written: number;
  /** Noted but not written yet. */
  pending: number;
}

/**
 * Brings refusals into the audit log without letting an attack fill the disk: per type, client,
 * address and reason one event at once, and at the end of the minute one for all the others. `count`
 * in the details says how many refusals an event stands for, so that their sum is exact; a crash
 * loses the counts of the minute under way.
 */
export function refusalLog(audit: AuditStore, clock: Clock): RefusalLog {
  const windows = new Map<string, Window>();

  const write = (refusal: Refusal, details: Record<string, string | number>): Promise<void> =>
    recordAudit(audit, clock, {
      ...refusal,
      subjectId: refusal.sessionId,
      details: { ...refusal.details, reason: refusal.reason, ...details },
    });

  const close = async (key: string, window: Window): Promise<void> => {
    windows.delete(key);
    if (window.pending === 0) return;
    // The others differ in what is not part of the kind.
    const { several } = window.refusal.details;
    const alike: Refusal = {
      ...window.refusal,
      userId: undefined,
      sessionId: undefined,
      details: several ? { several } : {},
    };
    await write(alike, { count: window.pending, since: window.since });
  };

  return {
    async note(refusal) {
      const now = clock();
      let kind = kindOf(refusal);
      let noted = refusal;
      let window = windows.get(kind);
      if (window && now - window.since >= REFUSAL_WINDOW) {
        await close(kind, window);
        // Another refusal may have opened the next one meanwhile.
        window = windows.get(kind);
      }
      if (!window && windows.size >= REFUSAL_KINDS) {
        noted = { ...refusal, ...SEVERAL };
        kind = kindOf(noted);
        window = windows.get(kind);
      }
      if (!window) {
        window = { refusal: noted, since: now, written: 0, pending: 0 };
        windows.set(kind, window);
      }
      if (window.written < (VERBATIM[refusal.type] ?? 1)) {
        window.written += 1;
        await write(noted, { count: 1 });
      } else {
        window.pending += 1;
      }
    },
    async flush(everything = false) {
      const now = clock();
      for (const [key, window] of [...windows]) {
        if (everything || now - window.since >= REFUSAL_WINDOW) await close(key, window);
      }
    },
  };
}

/** Too many kinds to tell apart: of these, type and reason only. */
const SEVERAL = {
  actor: { type: 'anonymous' },
  clientId: undefined,
  userId: undefined,
  sessionId: undefined,
  address: undefined,
  details: { several: true },
} as const satisfies Partial<Refusal>;

function kindOf({ type, clientId, address, reason, details }: Refusal): string {
  return JSON.stringify([type, clientId, address, reason, details.several === true]);
}
