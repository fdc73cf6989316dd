import type { Failure } from '../errors.ts';
import type { Notice } from './notice.ts';

/** In a file of its own, as it is loaded on demand and shares nothing with the rest. */
export function sendNotice(target: Window, origin: string, failure: Failure, final: boolean): void {
  const notice: Notice = {
    casement: 1,
    type: 'refusal',
    final,
    failure: { code: failure.code, message: failure.message },
  };
  target.postMessage(notice, origin);
}
