import type { SecurityEventData } from '@casement/server-sdk/contract';
import type { SecurityEvent } from '../../domain/security-event/security-event.ts';

/** A comment (WHATWG HTML §9.2.6): keeps proxies from closing, and tells readers that we live. */
export const HEARTBEAT = ': heartbeat\n\n';

/** One event as the stream carries it. */
export function streamText(event: SecurityEvent): string {
  const data: SecurityEventData = {
    id: String(event.sequence),
    at: event.at,
    client_id: event.clientId,
    user_id: event.userId,
    session_id: event.sessionId,
    jti: event.jti,
  };
  return `id: ${data.id}\nevent: ${event.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/**
 * Where to resume: after the event that the reader has seen last. 0, and with it everything that is
 * remembered, for no such header, one that is not ours, and one beyond the log's end (a database that
 * was restored).
 */
export function resumeAfter(lastEventId: string | undefined, newest: number): number {
  if (lastEventId === undefined || !/^[1-9][0-9]{0,15}$/.test(lastEventId)) return 0;
  const sequence = Number(lastEventId);
  return sequence <= newest ? sequence : 0;
}
