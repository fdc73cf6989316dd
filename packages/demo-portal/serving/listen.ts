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

/** A port that cannot be listened on; the message names port and variable. */
export class PortUnavailableError extends Error {
  override readonly name = 'PortUnavailableError';
  readonly code: string;

  constructor({ name, host, port, variable }: Place, cause: NodeJS.ErrnoException) {
    const why =
      cause.code === 'EADDRINUSE'
        ? 'is in use by another program'
        : `cannot be used (${cause.code ?? cause.message})`;
    super(
      `Port ${port} on ${host} ${why}, and the ${name} needs it. ` +
        `Stop that program, or choose another port, for example: ${variable}=${port + 10} npm start`,
      { cause },
    );
    this.code = cause.code ?? 'EUNKNOWN';
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
