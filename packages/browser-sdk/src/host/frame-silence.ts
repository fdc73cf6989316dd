import type { Failure } from '../errors.ts';
import { probeFrame } from './frame-probe.ts';

/** Why a frame has not spoken: kept out by this page, nobody there, or there but silent. */
export async function explainSilence(
  src: URL,
  isBlocked: boolean | undefined,
  timeoutMs: number,
): Promise<Failure> {
  const { origin } = src;
  if (isBlocked) {
    return {
      code: 'frame_blocked',
      message: `The page’s Content-Security-Policy keeps the frame out; add ${origin} to frame-src.`,
    };
  }
  return (await probeFrame(src)) === 'no'
    ? { code: 'frame_unreachable', message: `No server answers at ${origin}.` }
    : {
        code: 'frame_silent',
        message: `The frame did not speak in ${timeoutMs} ms: its frame-ancestors does not allow ${location.origin} (see the console; ’none’ where the client is unknown or inactive, client_id is missing in src, or the dashboard’s server cannot reach the auth service), or its document does not call connectToHost().`,
      };
}
