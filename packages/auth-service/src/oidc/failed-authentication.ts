import type { Logger } from 'pino';
import type { RefusalLog } from '../domain/audit/refusal-log.ts';
import { countFailure } from '../domain/limit/failed-authentication.ts';
import type { Limits } from '../domain/limit/limits.ts';

export interface FailedAuthentication {
  address: string;
  /** As presented. */
  presentedId: string | undefined;
  /** If there is such a client. */
  clientId: string | undefined;
}

/** Counts and audits what the engine refused, as our own endpoints do with what they refuse. */
export function noteFailedAuthentication(limits: Limits, refusals: RefusalLog, logger: Logger) {
  return async ({ address, presentedId, clientId }: FailedAuthentication): Promise<void> => {
    await countFailure(limits, { clientId: presentedId, address });
    try {
      await refusals.note({
        type: 'client.authentication_failed',
        actor: { type: 'anonymous' },
        clientId,
        userId: undefined,
        sessionId: undefined,
        address,
        reason: 'invalid_client',
        details: {},
      });
    } catch (error) {
      logger.error({ message: String(error) }, 'refusal was not audited');
    }
  };
}
