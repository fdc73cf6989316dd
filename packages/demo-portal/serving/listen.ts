import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where a server of the demo listens, and what to call it in messages. */
export interface Place {
  name: string;
  /** `localhost` or `127.0.0.1`. */
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** The environment variable that sets the port. */
  variable: string;
}

export interface ListeningServer {
  /** `http://host:port`, as browsers spell it. */
  origin: string;
  /** Answers requests from now on. Listening comes first: handlers must know all origins. */
  serve(handler: RequestListener): void;
  /** Stops listening, ends every connection, and waits until it is done. */
  close(): Promise<void>;
}

/** A port that cannot be listened on. */
export class PortUnavailableError extends Error {
  override readonly name = 'PortUnavailableError';
  readonly place: Place;
  readonly code: string;

  constructor(place: Place, cause: NodeJS.ErrnoException) {
    const { name, host, port, variable } = place;
    const code = cause.code ?? 'EUNKNOWN';
    const why = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${code})`;
    super(`Port ${port} on ${host} ${why}; the ${name} needs it (${variable}).`, { cause });
    this.place = place;
    this.code = code;
  }
}

/** @throws PortUnavailableError */
export async function listen(place: Place): Promise<ListeningServer> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new PortUnavailableError(place, error)));
    server.listen(place.port, place.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${place.host}:${port}`,
    serve: (handler) => server.on('request', handler),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
