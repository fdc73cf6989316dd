import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import express, { type RequestHandler } from 'express';
import { challengeCodeHandler as forExpress } from '../../src/express/index.ts';
import { challengeCodeHandler as forFetch } from '../../src/fetch/index.ts';
import type { EmbedClient } from '../../src/index.ts';

export interface PortalOptions {
  user?: (cookie: string | undefined) => { email: string } | null;
  parameters?: () => Record<string, string>;
  origin?: string;
  allowedOrigins?: string[];
  audience?: string;
  trustProxy?: boolean;
}

export interface RunningPortal {
  url: string;
  close(): Promise<void>;
}

/** A portal backend in one framework's way, on a real port. */
export type StartPortal = (embed: EmbedClient, options: PortalOptions) => Promise<RunningPortal>;

export const portals: Record<string, StartPortal> = {
  'Express without a body parser': (embed, options) => expressPortal(embed, options, []),
  'Express behind express.json()': (embed, options) =>
    expressPortal(embed, options, [express.json({ strict: false })]),
  'Express behind express.text()': (embed, options) =>
    expressPortal(embed, options, [express.text({ type: '*/*' })]),
  'Express behind express.raw()': (embed, options) =>
    expressPortal(embed, options, [express.raw({ type: '*/*' })]),
  'Request and Response': fetchPortal,
};

function expressPortal(
  embed: EmbedClient,
  { user, ...options }: PortalOptions,
  parsers: RequestHandler[],
): Promise<RunningPortal> {
  const app = express();
  const handler = forExpress(embed, {
    ...options,
    user: user === undefined ? undefined : async (request) => user(request.headers.cookie),
  });
  app.use('/api', ...parsers, express.Router().all('/challenge-code', handler));
  return listen(app);
}

function fetchPortal(
  embed: EmbedClient,
  { user, ...options }: PortalOptions,
): Promise<RunningPortal> {
  const handler = forFetch(embed, {
    ...options,
    user:
      user === undefined
        ? undefined
        : async (request) => user(request.headers.get('cookie') ?? undefined),
  });
  return listen(async (incoming, outgoing) => {
    const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
    const body = new Uint8Array(await buffer(incoming));
    const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
      method: incoming.method ?? 'GET',
      headers: Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
      ...(hasBody ? { body } : {}),
    });
    const response = await handler(request);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  });
}

async function listen(listener: RequestListener): Promise<RunningPortal> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  server.keepAliveTimeout = 65_000;
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
