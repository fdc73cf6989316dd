import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorBody } from '@casement/server-sdk/contract';

interface Answer {
  status: number;
  description: string;
}

const ANSWERS: ReadonlyMap<string, Answer> = new Map([
  ['HPE_HEADER_OVERFLOW', { status: 431, description: 'The headers have more than 16 KiB.' }],
  ['ERR_HTTP_REQUEST_TIMEOUT', { status: 408, description: 'The request took too long to come.' }],
]);

const NOT_HTTP: Answer = {
  status: 400,
  description: 'This is not a well-formed HTTP/1.1 request (RFC 9112).',
};

/** Gives requests that never reach the application an error body like every other refusal. */
export function answerUnreadableRequests(server: Server): void {
  // A request before it on the same connection is answered first, and alone: two answers to one
  // request are worse than none to the next.
  const answering = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, response) => {
    answering.set(socket, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const newest = answering.get(socket);
    const earlier = newest?.closed ? undefined : newest;
    // Unless it is that request itself whose body cannot be read.
    if (earlier && (earlier.req.complete || earlier.headersSent)) {
      earlier.once('close', () => socket.destroy());
      return;
    }
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, description } = ANSWERS.get(error.code ?? '') ?? NOT_HTTP;
    socket.end(message(status, description), () => socket.destroy());
  });
  // The application refuses it, as it refuses everything else.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

function message(status: number, description: string): string {
  const body = JSON.stringify({
    error: 'invalid_request',
    error_description: description,
  } satisfies ErrorBody);
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    'Cache-Control: no-store',
    'Connection: close',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
