import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { createFaultBook, type FaultBook, type StatusFault } from './fault.ts';

export interface SimulatedServerOptions {
  /** 0, the default, lets the system choose. */
  port?: number | undefined;
  /** The host in the address, a name of this machine; `localhost` by default. */
  hostname?: string | undefined;
}

/** What a server has been asked, in order. Neither codes nor tokens are kept. */
export interface SimulatedRequest<Endpoint extends string = string> {
  readonly endpoint: Endpoint;
  readonly method: string;
  /** ms since the epoch, by the machine's clock. */
  readonly at: number;
  readonly origin: string | undefined;
  /** Fields of its JSON or form. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Of the answer; undefined while, or because, there is none. */
  readonly status: number | undefined;
  /** The refusal's code. */
  readonly error: string | undefined;
}

export interface SimulatedServer<Endpoint extends string>
  extends Omit<FaultBook<Endpoint>, 'meet'> {
  /** For example `http://localhost:4400`. */
  readonly url: string;
  readonly port: number;
  readonly requests: readonly SimulatedRequest<Endpoint>[];
  requestsTo(endpoint: Endpoint): SimulatedRequest<Endpoint>[];
  /** Stops listening and ends every connection, as a crash does; what was handed out stays good. */
  down(): Promise<void>;
  /** Listens again, on the same port. */
  up(): Promise<void>;
  close(): Promise<void>;
}

export interface Answer {
  status: number;
  headers?: Record<string, string> | undefined;
  /** Sent as JSON. */
  body: object;
}

export interface ServerScript<Endpoint extends string> {
  /** All that there are. */
  endpoints: readonly Endpoint[];
  /** Undefined where it is none of the endpoints. */
  endpointOf(method: string, pathname: string): Endpoint | undefined;
  /** Before anything else; says whether that was all. */
  prepare?(incoming: IncomingMessage, outgoing: ServerResponse): boolean;
  /** Undefined where it answers by itself. */
  answer(
    endpoint: Endpoint,
    incoming: IncomingMessage,
    body: string,
    outgoing: ServerResponse,
  ): Promise<Answer | undefined>;
  /** What is none of the endpoints. */
  otherwise: RequestListener;
}

const PAGE = '<!doctype html><title>Something else</title><h1>Not what you asked for</h1>';
const SECRETS = /^(challenge_code|client_assertion|token)$/;

export async function startSimulatedServer<Endpoint extends string>(
  { port: wanted = 0, hostname = 'localhost' }: SimulatedServerOptions,
  script: ServerScript<Endpoint>,
): Promise<SimulatedServer<Endpoint>> {
  const { meet, ...faults } = createFaultBook<Endpoint>(script.endpoints);
  const requests: SimulatedRequest<Endpoint>[] = [];
  const closing = new AbortController();
  const address = hostname === '[::1]' ? '::1' : '127.0.0.1';
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => {
      // A client that has gone, or a server that is closing, is no fault of the simulator's.
      if (!outgoing.destroyed && !closing.signal.aborted) console.error(error);
      outgoing.destroy();
    });
  });
  // As the auth service: a busy test is slow to learn that an idle connection was closed, and uses it once more.
  server.keepAliveTimeout = 65_000;

  async function up(): Promise<void> {
    if (server.listening) return;
    server.listen(port ?? wanted, address);
    await once(server, 'listening');
  }

  async function down(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = '', headers } = incoming;
    if (script.prepare?.(incoming, outgoing)) return;
    const endpoint = script.endpointOf(method, new URL(incoming.url ?? '/', url).pathname);
    if (endpoint === undefined) {
      script.otherwise(incoming, outgoing);
      return;
    }
    const body = await text(incoming);
    const record = {
      endpoint,
      method,
      at: Date.now(),
      origin: headers.origin,
      fields: fieldsOf(body),
      status: undefined as number | undefined,
      error: undefined as string | undefined,
    };
    requests.push(record);
    const send = (status: number, type: string, content: string, error?: unknown): void => {
      record.status = status;
      if (typeof error === 'string') record.error = error;
      outgoing.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
      outgoing.end(content);
    };

    const { fault, released } = meet(endpoint) ?? {};
    if (fault === 'silence') return;
    if (fault === 'drop') return void incoming.socket.destroy();
    if (fault === 'garbage') return send(200, 'text/html', PAGE);
    if (typeof fault === 'object' && 'status' in fault) {
      if (fault.retryAfter !== undefined)
        outgoing.setHeader('retry-after', String(fault.retryAfter));
      const [type, content] = bodyOf(fault);
      return send(fault.status, type, content, fault.error);
    }
    const answer = await script.answer(endpoint, incoming, body, outgoing);
    if (answer === undefined) return;
    if (fault === 'lose-answer') return void incoming.socket.destroy();
    if (fault === 'hold') await released;
    else if (fault !== undefined)
      await wait(fault.delayMs, undefined, { signal: closing.signal, ref: false });
    for (const [name, value] of Object.entries(answer.headers ?? {}))
      outgoing.setHeader(name, value);
    send(
      answer.status,
      'application/json',
      JSON.stringify(answer.body),
      Reflect.get(answer.body, 'error'),
    );
  }

  let port: number | undefined;
  await up();
  port = (server.address() as AddressInfo).port;
  const url = `http://${hostname}:${port}`;
  return {
    ...faults,
    url,
    port,
    requests,
    requestsTo: (endpoint) => requests.filter((request) => request.endpoint === endpoint),
    down,
    up,
    async close() {
      closing.abort();
      faults.heal();
      await down();
    },
  };
}

function bodyOf({ error, body }: StatusFault): [type: string, content: string] {
  if (body !== undefined) return ['text/plain', body];
  if (error === undefined) return ['text/html', PAGE];
  const description = `The simulator was told to refuse with ${error}.`;
  return ['application/json', JSON.stringify({ error, error_description: description })];
}

function fieldsOf(body: string): Record<string, unknown> {
  let fields: Record<string, unknown>;
  try {
    fields = Object(JSON.parse(body || '{}'));
  } catch {
    fields = Object.fromEntries(new URLSearchParams(body));
  }
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !SECRETS.test(name)));
}
