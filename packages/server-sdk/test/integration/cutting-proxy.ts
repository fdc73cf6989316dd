import { createServer, request as forward, type Server, type ServerResponse } from 'node:http';
import { PATHS } from '../../src/contract/index.ts';
import { addressOf, listening } from './real-service.ts';

/** A proxy in front of the auth service that can cut its event stream, and nothing else. */
export class CuttingProxy {
  readonly #server: Server;
  readonly #streams = new Set<ServerResponse>();
  #isCut = false;
  /** The service's own address. */
  target = '';

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (incoming, answer) => {
      const isStream = incoming.url === PATHS.securityEvents;
      if (isStream && this.#isCut) {
        answer.destroy();
        return;
      }
      if (isStream) this.#streams.add(answer);
      const { method, headers, url } = incoming;
      const outgoing = forward(this.target + url, { method, headers }, (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.on('error', () => answer.destroy());
        response.pipe(answer);
      });
      outgoing.on('error', () => answer.destroy());
      answer.on('close', () => {
        this.#streams.delete(answer);
        outgoing.destroy();
      });
      incoming.pipe(outgoing);
    });
  }

  static async start(): Promise<CuttingProxy> {
    return new CuttingProxy(await listening(createServer()));
  }

  get address(): string {
    return addressOf(this.#server);
  }

  cut(): void {
    this.#isCut = true;
    for (const stream of this.#streams) stream.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
