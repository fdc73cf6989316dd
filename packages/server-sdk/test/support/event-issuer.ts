import type { ServerResponse } from 'node:http';
import { PATHS, type SecurityEventData } from '../../src/contract/index.ts';
import { json, type ReceivedRequest, type Script } from './scripted-issuer.ts';
import { type SigningKey, startTokenIssuer, type TokenIssuer } from './token-issuer.ts';

export const DASHBOARD = { clientId: 'dashboard', clientSecret: 'dashboard-secret' };

/** An issuer with security events and introspection, whose faults are in the test's hands. */
export interface EventIssuer extends TokenIssuer {
  /** Replaces what `GET /security-events` answers. */
  streaming: Script;
  /** Replaces what `POST /oauth2/introspect` answers. */
  introspecting: Script;
  /** The event log; new connections get it after `Last-Event-ID`. */
  log: { type: string; data: SecurityEventData }[];
  /** Tokens that introspection calls inactive. */
  inactive: Set<string>;
  /** Logs an event and sends it to every open stream. */
  publish(type: string, subject: Partial<SecurityEventData>, at?: number): void;
  /** Writes to every open stream. */
  write(text: string): void;
  heartbeat(): void;
  /** Breaks every open stream. */
  cut(): void;
  readonly open: number;
  streamRequests(): ReceivedRequest[];
  introspections(): ReceivedRequest[];
}

export async function startEventIssuer(...keys: SigningKey[]): Promise<EventIssuer> {
  const base = await startTokenIssuer(...keys);
  const rest = base.script;
  const streams = new Set<ServerResponse>();
  const requestsTo = (path: string): ReceivedRequest[] =>
    base.requests.filter(({ url }) => url === path);
  const issuer: EventIssuer = Object.assign(base, {
    log: [],
    inactive: new Set<string>(),
    streaming(request: ReceivedRequest, response: ServerResponse): void {
      startStream(response);
      for (const { type, data } of issuer.log)
        if (Number(data.id) > Number(request.headers['last-event-id'] ?? 0))
          response.write(encode(type, data));
      response.write(': caught-up\n\n');
    },
    introspecting(request: ReceivedRequest, response: ServerResponse): void {
      const token = new URLSearchParams(request.body).get('token') ?? '';
      json(response, 200, { active: !issuer.inactive.has(token) });
    },
    publish(type: string, subject: Partial<SecurityEventData>, at = Date.now()): void {
      const data = { id: String(issuer.log.length + 1), at, ...subject };
      issuer.log.push({ type, data });
      issuer.write(encode(type, data));
    },
    write(text: string): void {
      for (const response of streams) response.write(text);
    },
    heartbeat: () => issuer.write(': heartbeat\n\n'),
    cut(): void {
      for (const response of streams) response.destroy();
    },
    open: 0,
    streamRequests: () => requestsTo(PATHS.securityEvents),
    introspections: () => requestsTo(PATHS.introspection),
  });
  Object.defineProperty(issuer, 'open', { get: () => streams.size });
  issuer.script = (request, response, index) => {
    if (request.url === PATHS.securityEvents) {
      streams.add(response);
      response.on('close', () => streams.delete(response));
      return issuer.streaming(request, response, index);
    }
    if (request.url === PATHS.introspection) return issuer.introspecting(request, response, index);
    return rest(request, response, index);
  };
  return issuer;
}

/** The head of a good stream, sent at once. */
export function startStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
}

export function encode(type: string, data: SecurityEventData): string {
  return `event: ${type}\nid: ${data.id}\ndata: ${JSON.stringify(data)}\n\n`;
}
