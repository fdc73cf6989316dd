/** What every measured server tells the runner that forked it. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

/** Listens on a free loopback port and tells the parent process where, with whatever else it needs. */
export function listen(app: Express, details: object = {}): Server {
  const server = app.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    process.send?.({ url: `http://127.0.0.1:${port}`, ...details });
  });
  return server;
}
