import type { Failure } from '../errors.ts';
import { sendNotice } from '../protocol/send-notice.ts';

/** Tells a frame of another version why it is not answered, and the page. */
export function refuseVersion(frame: Window, origin: string, version: number): Failure {
  const failure: Failure = {
    code: 'protocol_mismatch',
    message: `The frame speaks version ${version} of the protocol, the page another; use the same major version of the SDK in both.`,
  };
  sendNotice(frame, origin, failure, true);
  return failure;
}
