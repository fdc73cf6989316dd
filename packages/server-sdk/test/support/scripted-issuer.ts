import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export type Script = (
  request: ReceivedRequest,
  response: ServerResponse,
  /** How many requests came before this one. */
  index: number,
) => void | Promise<void>;

export interface ScriptedIssuer {
  url: string;
  requests: ReceivedRequest[];
  /** Replaces what the issuer does from now on. */
  script: Script;
  close(): Promise<void>;
}

/** A real HTTP server on a loopback port that does what a test tells it, faults included. */
export async function startScriptedIssuer(script: Script = () => {}): Promise<ScriptedIssuer> {
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const request = {
      method: incoming.method ?? '',
      url: incoming.url ?? '',
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString(),
    };
    issuer.requests.push(request);
    await issuer.script(request, response, issuer.requests.length - 1);
  });
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer: ScriptedIssuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    script,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return issuer;
}

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
