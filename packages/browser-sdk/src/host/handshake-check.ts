import type { DiagnosticCheck } from '../protocol/window-protocol.ts';

/** What a dashboard's server answers with `frame-ancestors 'none'`, whatever the allowed origins are. */
export const NONE_CAUSES =
  'With frame-ancestors ’none’ the client is unknown or inactive, client_id is missing in src, or the dashboard’s server cannot reach the auth service.';

/** Whether the frame has spoken, and what keeps it from that. */
export function checkHandshake(src: URL, isConnected: boolean): DiagnosticCheck {
  const id = 'handshake';
  if (isConnected) return { id, verdict: 'pass', message: 'The frame is connected.' };
  return {
    id,
    verdict: 'fail',
    message: 'The frame is not connected.',
    nextStep: src.searchParams.has('client_id')
      ? `Let its frame-ancestors allow ${location.origin}, and let its document call connectToHost(). ${NONE_CAUSES}`
      : `Add client_id to src: frame-ancestors is ’none’ without it. Then, let its frame-ancestors allow ${location.origin}.`,
  };
}
