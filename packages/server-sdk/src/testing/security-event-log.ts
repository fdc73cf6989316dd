import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SecurityEventData, SecurityEventType } from '../contract/index.ts';

/** The security events of a simulated auth service, and the streams that follow them. */
export interface SecurityEventLog {
  publish(type: SecurityEventType, subject: Partial<SecurityEventData>): void;
  /** Answers `GET /security-events`: what was missed since `Last-Event-ID`, then what comes. */
  stream(incoming: IncomingMessage, outgoing: ServerResponse): void;
}

const HEARTBEAT_MS = 5_000;

/** @param now the auth service's time, ms since the epoch */
export function createSecurityEventLog(now: () => number): SecurityEventLog {
  const log: { type: SecurityEventType; data: SecurityEventData }[] = [];
  const streams = new Set<ServerResponse>();
  const encode = ({ type, data }: (typeof log)[number]): string =>
    `event: ${type}\nid: ${data.id}\ndata: ${JSON.stringify(data)}\n\n`;
  return {
    publish(type, subject) {
      const entry = { type, data: { id: String(log.length + 1), at: now(), ...subject } };
      log.push(entry);
      for (const stream of streams) stream.write(encode(entry));
    },
    stream(incoming, outgoing) {
      outgoing.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
      });
      const seen = Number(incoming.headers['last-event-id'] ?? 0);
      for (const entry of log.slice(seen)) outgoing.write(encode(entry));
      outgoing.write(': heartbeat\n\n');
      streams.add(outgoing);
      const beat = setInterval(() => outgoing.write(': heartbeat\n\n'), HEARTBEAT_MS).unref();
      outgoing.on('close', () => {
        clearInterval(beat);
        streams.delete(outgoing);
      });
    },
  };
}
