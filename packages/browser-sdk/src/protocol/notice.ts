import { type Failure, isErrorCode } from '../errors.ts';
import { PROTOCOL_VERSION } from './version.ts';

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

export function sendNotice(target: Window, origin: string, failure: Failure, final: boolean): void {
  const notice: Notice = {
    casement: PROTOCOL_VERSION,
    type: 'refusal',
    final,
    failure: { code: failure.code, message: failure.message },
  };
  target.postMessage(notice, origin);
}

/** Whether a message's data is a notice, of this or of another version. */
export function isNotice(data: unknown): data is Notice {
  const { casement, type, failure } = Object(data);
  const { code, message } = Object(failure);
  return (
    casement !== undefined && type === 'refusal' && isErrorCode(code) && typeof message === 'string'
  );
}
