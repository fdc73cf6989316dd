import {
  type IdempotentRequest,
  idempotencyKeyFault,
  onlyOnce,
} from '../../domain/idempotency/idempotent-request.ts';
import type { CallerDependencies } from './authenticate-caller.ts';
import { ApiProblem, faultyRequest } from './problem.ts';

export interface IdempotencyDependencies extends CallerDependencies {
  encryptionKey: Uint8Array;
}

/** An answer as it is remembered. */
export interface RememberedAnswer {
  body: unknown;
  headers: Record<string, string>;
}

/**
 * Answers a creation, or what it was answered when it was sent before with the same `Idempotency-Key`.
 *
 * @throws ApiProblem for a malformed key, one of another request, and one of a request under way
 */
export async function answerOnce(
  deps: IdempotencyDependencies,
  request: Omit<IdempotentRequest, 'key'> & { key: string | undefined },
  act: () => Promise<RememberedAnswer>,
): Promise<RememberedAnswer & { replayed: boolean }> {
  const { key } = request;
  if (key === undefined) return { ...(await act()), replayed: false };
  const message = idempotencyKeyFault(key);
  if (message) throw faultyRequest([{ in: 'header', path: 'Idempotency-Key', message }]);
  const { clock, encryptionKey } = deps;
  const store = deps.storage.stores.idempotency;
  const outcome = await onlyOnce({ store, clock, encryptionKey }, { ...request, key }, async () =>
    JSON.stringify(await act()),
  );
  switch (outcome.type) {
    case 'mismatched':
      throw new ApiProblem(
        'key_reused',
        'This Idempotency-Key came with another request before: take a new key for a new request.',
      );
    case 'under_way':
      throw new ApiProblem(
        'request_in_progress',
        'The first request with this Idempotency-Key has not been answered yet: send it again in a moment.',
        { headers: { 'Retry-After': '1' } },
      );
    default:
      return {
        // Written above.
        ...(JSON.parse(outcome.answer) as RememberedAnswer),
        replayed: outcome.type === 'replayed',
      };
  }
}
