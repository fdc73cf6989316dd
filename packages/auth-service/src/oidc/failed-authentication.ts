import { countFailure } from '../domain/limit/failed-authentication.ts';
import type { Limits } from '../domain/limit/limits.ts';
import type { NotedRefusal } from './refusal-noter.ts';

export interface FailedAuthentication {
  address: string;
  /** As presented. */
  presentedId: string | undefined;
  /** If there is such a client. */
  clientId: string | undefined;
}

/** Counts and audits what the engine refused, as our own endpoints do with what they refuse. */
export function noteFailedAuthentication(
  limits: Limits,
  note: (refusal: NotedRefusal) => Promise<void>,
) {
  return async ({ address, presentedId, clientId }: FailedAuthentication): Promise<void> => {
    await countFailure(limits, { clientId: presentedId, address });
    await note({
      type: 'client.authentication_failed',
      actor: { type: 'anonymous' },
      ...{ clientId, address, reason: 'invalid_client' },
    });
  };
}
