import type { Logger } from 'pino';
import type { Refusal } from '../domain/audit/refusal-event.ts';
import type { RefusalLog } from '../domain/audit/refusal-log.ts';

/** A refusal as far as it is known; the rest is `undefined`, or empty. */
export type NotedRefusal = Pick<Refusal, 'type' | 'actor' | 'clientId' | 'address' | 'reason'> &
  Partial<Pick<Refusal, 'userId' | 'details'>>;

/** Brings what the engine refused into the audit log; it stays refused if that fails. */
export function refusalNoter(refusals: RefusalLog, logger: Logger) {
  return async (refusal: NotedRefusal): Promise<void> => {
    try {
      await refusals.note({ userId: undefined, sessionId: undefined, details: {}, ...refusal });
    } catch (error) {
      logger.error({ type: refusal.type, message: String(error) }, 'refusal was not audited');
    }
  };
}
