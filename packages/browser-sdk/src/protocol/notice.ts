import { type Failure, isFailure } from '../errors.ts';

/**
 * A word to the other window where no connection can be made: "I will not talk to you, because …".
 * It carries a code and a text for people, nothing of value, and still goes to an exact origin only.
 */
export interface Notice {
  casement: number;
  type: 'refusal';
  /** False where the sender goes on trying. */
  final: boolean;
  failure: Failure;
}

/** Whether a message's data is a notice, of this or of another version. */
export function isNotice(data: unknown): data is Notice {
  const { casement, type, failure } = Object(data);
  return casement !== undefined && type === 'refusal' && isFailure(failure);
}
