import type { RequestListener } from 'node:http';
import type { LockedParameters } from '../contract/index.ts';
import { createEmbedClient } from '../embed-client.ts';
import { challengeCodeHandler } from '../fetch/index.ts';
import type { SimulatedIssuer } from './simulated-issuer.ts';
import {
  type SimulatedServer,
  type SimulatedServerOptions,
  startSimulatedServer,
} from './simulated-server.ts';

export interface PortalSettings {
  /** Who is signed in at the portal; null where its own session has ended (`login_required`). */
  user: { email: string } | null;
  /** Pinned into sessions. */
  parameters: LockedParameters;
}

export interface SimulatedPortalOptions extends SimulatedServerOptions, Partial<PortalSettings> {
  /** Where the host page asks for challenge codes; `/challenge-code` by default. */
  path?: string | undefined;
  /** Serves everything else, such as the page. By default 404. */
  otherwise?: RequestListener | undefined;
}

export interface SimulatedPortal extends SimulatedServer<'challengeCode'>, PortalSettings {}

/**
 * A portal backend for tests: a real HTTP server with the SDK's own handler, for a client of the
 * simulated auth service, which fails as it is told. Its origin becomes one that may embed.
 */
export async function startSimulatedPortal(
  issuer: SimulatedIssuer,
  { path = '/challenge-code', otherwise, port, hostname, ...given }: SimulatedPortalOptions = {},
): Promise<SimulatedPortal> {
  const embed = createEmbedClient({
    issuer: issuer.url,
    clientId: issuer.clientId,
    clientSecret: issuer.clientSecret,
  });
  const handler = challengeCodeHandler(embed, {
    user: () => portal.user,
    parameters: () => portal.parameters,
  });
  const server = await startSimulatedServer<'challengeCode'>(
    { port, hostname },
    {
      endpoints: ['challengeCode'],
      endpointOf: (_method, pathname) => (pathname === path ? 'challengeCode' : undefined),
      async answer(_endpoint, { method = '', headers, url = '' }, body) {
        const hasBody = method !== 'GET' && method !== 'HEAD';
        const request = new Request(new URL(url, server.url), {
          method,
          headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
          ...(hasBody && { body }),
        });
        const response = await handler(request);
        return {
          status: response.status,
          headers: Object.fromEntries(response.headers),
          body: Object(await response.json()),
        };
      },
      otherwise:
        otherwise ??
        ((_incoming, outgoing) => {
          outgoing.writeHead(404).end();
        }),
    },
  );
  issuer.allowedOrigins.push(server.url);
  const settings: PortalSettings = {
    user: { email: 'ana@example.com' },
    parameters: {},
    ...given,
  };
  const portal: SimulatedPortal = Object.assign(settings, server, {
    async close() {
      await Promise.all([server.close(), embed.close()]);
    },
  });
  return portal;
}
