import { BoundedMap } from '../bounded-map.ts';
import { contained } from '../contained.ts';
import { isFramePolicyResponse, PATHS } from '../contract/index.ts';
import { createHttpTransport, type HttpTransport, type TransportReply } from '../http-transport.ts';
import { parseJson, refusalFrom } from '../wire-refusal.ts';
import { frameableOrigins } from './content-security-policy.ts';
import type { FrameAncestorsOptions } from './options.ts';

/** Tells who may frame a client's dashboards. */
export interface FramePolicySource {
  /** The client's allowed origins; none for an unknown client or an issuer out of reach. Never rejects. */
  allowedOrigins(clientId: string | undefined): Promise<readonly string[]>;
  close(): Promise<void>;
}

interface CachedPolicy {
  origins: readonly string[];
  etag: string | undefined;
  /** ms, as `now` counts. */
  freshUntil: number;
  usableUntil: number;
}

const DEFAULT_MAX_AGE_SECONDS = 30;
const LONGEST_MAX_AGE_SECONDS = 300;
/** After a failure the issuer is left alone for so long, per client. */
const PAUSE_AFTER_FAILURE_MS = 1_000;
const KNOWN_CLIENTS = 1_000;
/** Guessed IDs all land here, so that they cannot push the known ones out. */
const UNKNOWN_CLIENTS = 200;
const CONCURRENT_FETCHES = 200;

/** @param now ms; only differences count */
export function createFramePolicySource(
  options: FrameAncestorsOptions,
  now: () => number = () => performance.now(),
  transport: HttpTransport = createHttpTransport(options.issuer, {
    ...options,
    timeouts: { headersMs: 2_000, bodyMs: 2_000, totalMs: 3_000, ...options.timeouts },
  }),
): FramePolicySource {
  const known = new BoundedMap<CachedPolicy>(KNOWN_CLIENTS);
  const unknown = new BoundedMap<CachedPolicy>(UNKNOWN_CLIENTS);
  const flights = new Map<string, Promise<readonly string[]>>();
  const staleMs = (options.staleIfErrorSeconds ?? 300) * 1000;
  /** Counts what was dropped: an answer that was asked for before is not kept. */
  let drops = 0;
  const unsubscribe = options.events?.on('revoked', ({ type, clientId }) => {
    if (!type.startsWith('client.') || clientId === undefined) return;
    drops += 1;
    known.delete(clientId);
    unknown.delete(clientId);
    flights.delete(clientId);
  });

  function usable(policy: CachedPolicy | undefined): CachedPolicy | undefined {
    return policy !== undefined && now() < policy.usableUntil ? policy : undefined;
  }

  function keep(clientId: string, policy: CachedPolicy): readonly string[] {
    const [to, from] = policy.origins.length > 0 ? [known, unknown] : [unknown, known];
    from.delete(clientId);
    to.set(clientId, policy);
    return policy.origins;
  }

  async function load(clientId: string, cached: CachedPolicy | undefined) {
    const dropsBefore = drops;
    const keepUnlessDropped = (policy: CachedPolicy): readonly string[] =>
      drops === dropsBefore ? keep(clientId, policy) : policy.origins;
    try {
      const reply = await transport.send(async () => ({
        method: 'GET',
        path: `${PATHS.framePolicy}?client_id=${encodeURIComponent(clientId)}`,
        headers: {
          ...(cached?.etag === undefined ? {} : { 'if-none-match': cached.etag }),
          // A cache on the way has not heard of the event.
          ...(options.events === undefined ? {} : { 'cache-control': 'no-cache' }),
        },
      }));
      const freshUntil = now() + maxAgeSeconds(reply) * 1000;
      const times = { freshUntil, usableUntil: freshUntil + staleMs };
      if (reply.status === 304 && cached !== undefined)
        return keepUnlessDropped({ ...cached, ...times });
      const body = parseJson(reply.text);
      if (reply.status !== 200 || !isFramePolicyResponse(body) || body.client_id !== clientId)
        throw refusalFrom(reply, 'The frame policy');
      const etag = reply.headers.etag;
      return keepUnlessDropped({ origins: frameableOrigins(body.allowed_origins), etag, ...times });
    } catch (error) {
      contained(() => options.onError?.(error));
      const again = now() + PAUSE_AFTER_FAILURE_MS;
      const old = usable(cached);
      return keepUnlessDropped(
        old !== undefined
          ? { ...old, freshUntil: again }
          : { origins: [], etag: undefined, freshUntil: again, usableUntil: again },
      );
    }
  }

  return {
    async allowedOrigins(clientId) {
      if (clientId === undefined) return [];
      const cached = known.get(clientId) ?? unknown.get(clientId);
      if (cached !== undefined && now() < cached.freshUntil) return cached.origins;
      const running = flights.get(clientId);
      if (running !== undefined) return running;
      if (flights.size >= CONCURRENT_FETCHES) return usable(cached)?.origins ?? [];
      options.events?.start();
      const flight = load(clientId, cached).finally(() => {
        if (flights.get(clientId) === flight) flights.delete(clientId);
      });
      flights.set(clientId, flight);
      return flight;
    },
    close() {
      unsubscribe?.();
      return transport.close();
    },
  };
}

function maxAgeSeconds(reply: TransportReply): number {
  const header = reply.headers['cache-control'] ?? '';
  if (/\bno-(store|cache)\b/i.test(header)) return 0;
  const seconds = /\bmax-age=(\d{1,9})\b/i.exec(header)?.[1];
  return Math.min(
    seconds === undefined ? DEFAULT_MAX_AGE_SECONDS : Number(seconds),
    LONGEST_MAX_AGE_SECONDS,
  );
}
