/**
 * A dashboard's API verifying requests, in this process: with the SDK, which learns of revocations by
 * the event stream, and beside it the usual way, which introspects the token of every request by the
 * field's own client library, over connections kept alive to a service on the same machine. Both check
 * the proof with the SDK; neither pays for an HTTP server of its own.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  createSessionVerifier,
  type NodeRequestLike,
  type SessionVerifier,
} from '@casement/server-sdk';
import * as oauth from 'oauth4webapi';
import type { Service } from './frame.ts';
import { startFrameSession } from './frame-session.ts';
import type { Load } from './load.ts';

/** It is so much faster that fewer would be over before they could be measured. */
const VERIFICATIONS_PER_REQUEST = 8;
/**
 * So many requests are under way: with fewer, the threads that check signatures run dry while the event
 * loop takes up what they have done. Introspecting has its most long before.
 */
const CONCURRENCY = 128;

export interface ResourceServer {
  /** Verifies requests with a token that is known already; eight times the amount. */
  verifying(amount: number): Promise<Load>;
  /** Introspects each of them. */
  introspecting(amount: number): Promise<Load>;
  close(): Promise<void>;
}

export async function startResourceServer(service: Service): Promise<ResourceServer> {
  const credentials = {
    clientId: service.dashboard_client_id,
    clientSecret: service.dashboard_client_secret,
  };
  const options = {
    issuer: service.url,
    audience: service.dashboard_origin,
    publicUrl: service.dashboard_origin,
    // All of the load is one session, which has a tenth of it.
    replayMemorySize: 10_000_000,
  };
  const streaming = createSessionVerifier({ ...options, ...credentials });
  const proofs = createSessionVerifier(options);
  const session = await startFrameSession(service);
  const server = {
    issuer: service.url,
    introspection_endpoint: `${service.url}/oauth2/introspect`,
  };
  const client = { client_id: credentials.clientId };
  const authentication = oauth.ClientSecretBasic(credentials.clientSecret);
  const plainHttp = { [oauth.allowInsecureRequests]: true };

  const introspect = async (): Promise<void> => {
    const answer = await oauth.introspectionRequest(
      server,
      client,
      authentication,
      session.token,
      plainHttp,
    );
    const { active } = await oauth.processIntrospectionResponse(server, client, answer);
    if (!active) throw new Error('introspection: the token is not active');
  };

  streaming.start();
  await isStreaming(streaming);
  return {
    async verifying(amount) {
      const before = streaming.counters.introspections;
      const load = await run(
        await session.requests(amount * VERIFICATIONS_PER_REQUEST),
        (request) => streaming.verify(request),
      );
      if (streaming.counters.introspections !== before)
        throw new Error('the verifier has asked the issuer: this is not what is to be measured');
      return load;
    },
    introspecting: async (amount) =>
      run(await session.requests(amount), async (request) => {
        await proofs.verify(request);
        await introspect();
      }),
    async close() {
      await Promise.all([streaming.close(), proofs.close()]);
    },
  };
}

function isStreaming(verifier: SessionVerifier): Promise<void> {
  return new Promise((resolve) => {
    const dispose = verifier.on('statuschange', ({ mode }) => {
      if (mode !== 'streaming') return;
      dispose();
      resolve();
    });
  });
}

/** What making the proofs has left behind is not the server's to clear away. */
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function run(
  requests: NodeRequestLike[],
  handle: (request: NodeRequestLike) => Promise<unknown>,
): Promise<Load> {
  collectGarbage();
  const latencies: number[] = [];
  const queue = requests.values();
  const work = async (): Promise<void> => {
    for (const request of queue) {
      const startedAt = performance.now();
      await handle(request);
      latencies.push(performance.now() - startedAt);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  const throughput = (requests.length * 1000) / (performance.now() - startedAt);
  latencies.sort((a, b) => a - b);
  return { throughput, p99: latencies[Math.ceil(latencies.length * 0.99) - 1] ?? Number.NaN };
}
