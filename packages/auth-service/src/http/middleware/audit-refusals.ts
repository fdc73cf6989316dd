import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { refusalOf } from '../../domain/audit/refusal-event.ts';
import type { RefusalLog } from '../../domain/audit/refusal-log.ts';
import { DomainError } from '../../domain/errors.ts';
import { requestAddress } from './request-address.ts';
import { notedClient } from './request-log.ts';

/** Brings every refusal into the audit log before it is answered; refuses all the same if it cannot. */
export function auditRefusals(refusals: RefusalLog, logger: Logger): ErrorRequestHandler {
  return async (error: unknown, request, response, next) => {
    if (error instanceof DomainError) {
      const address = requestAddress(request);
      const refusal = refusalOf(error, { clientId: notedClient(response), address });
      try {
        if (refusal) await refusals.note(refusal);
      } catch (failure) {
        logger.error({ type: refusal?.type, message: String(failure) }, 'refusal was not audited');
      }
    }
    next(error);
  };
}
