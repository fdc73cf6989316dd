import type { Server } from 'node:http';

/**
 * Connections that wait to be accepted. More than Node's 511, which a thousand frames that wake at once fill
 * while the process is busy; the system may allow fewer (`net.core.somaxconn`).
 */
const BACKLOG = 4_096;

/** The port is taken; the message has the way out. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly code = 'port_in_use';
}

/** Resolves once the server listens; rejects with a readable message when it cannot. */
export function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken
          ? new PortInUseError(
              `Port ${port} on ${host} is in use. Stop what listens there, or set CASEMENT_PORT to another port.`,
              { cause: error },
            )
          : error,
      );
    });
    server.listen({ port, host, backlog: BACKLOG }, resolve);
  });
}

/** Closes idle connections at once, lets requests finish, and cuts the rest after `deadline` ms. */
export function stopServer(server: Server, deadline: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), deadline);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
