import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedWebhook {
  path: string;
  headers: IncomingHttpHeaders;
  /** As it came: what the signature is over. */
  body: string;
}

export interface WebhookReceiver {
  /** `http://127.0.0.1:…` */
  url: string;
  received: ReceivedWebhook[];
  /** Requests that wait for an answer. */
  waiting(): number;
  /** How it answers from now on; 204 when absent. */
  answer(with_: (response: ServerResponse, path: string) => void): void;
  close(): Promise<void>;
}

/** What integrators run: a real HTTP server that keeps what it gets. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  let waiting = 0;
  let answer = (response: ServerResponse, _path: string): void => {
    response.writeHead(204).end();
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    waiting += 1;
    response.once('close', () => {
      waiting -= 1;
    });
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      received.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(response, path);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    waiting: () => waiting,
    answer: (with_) => {
      answer = with_;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
