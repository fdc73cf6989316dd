import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns';
import { isIP } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { isOpened, isReachable, type Network } from '../domain/outbound/reachable-address.ts';

/** The address behind a name is none that the service connects to for somebody else. */
export class UnreachableAddressError extends Error {
  override readonly name = 'UnreachableAddressError';
  readonly code = 'address_not_allowed';
}

/** As `dns.lookup` with `all`. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Milliseconds. */
const CONNECT_TIMEOUT = 5_000;
const ANSWER_TIMEOUT = 10_000;

/** A response is of interest for its status; whatever is larger is cut. Bytes. */
const RESPONSE_MAX = 256 * 1024;

/**
 * An undici dispatcher for addresses that somebody else chose (webhooks, keys of clients, sign-out notices),
 * so that nobody makes the service speak to its own network (SSRF).
 *
 * Every address behind a name is looked at where the connection is made, and the connection goes to those
 * very addresses: a name that means something else a moment later (DNS rebinding) gains nothing. Plain http
 * is for networks that the operator has opened. Redirects are the caller's to refuse: undici's `request`
 * follows none, `fetch` needs `redirect: 'error'`.
 */
export function guardedAgent(opened: readonly Network[], resolve: Resolve = lookup): Agent {
  const secure = connector(true, (address) => isReachable(address, opened), resolve);
  const plain = connector(false, (address) => isOpened(address, opened), resolve);
  return new Agent({
    connect: (options, callback) =>
      (options.protocol === 'https:' ? secure : plain)(options, callback),
    headersTimeout: ANSWER_TIMEOUT,
    bodyTimeout: ANSWER_TIMEOUT,
    maxResponseSize: RESPONSE_MAX,
    // A kept connection would go on to an address that the name has long left.
    keepAliveTimeout: 1_000,
    keepAliveMaxTimeout: 5_000,
    allowH2: false,
  });
}

function connector(
  tls: boolean,
  allowed: (address: string) => boolean,
  resolve: Resolve,
): buildConnector.connector {
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT,
    allowH2: false,
    ...(tls && { minVersion: 'TLSv1.2' as const }),
    lookup: (hostname, options, callback) => {
      resolve(hostname, { ...options, all: true }, (error, addresses) => {
        const refused = error ?? refuse(hostname, addresses, allowed);
        if (refused) return callback(refused, '', 0);
        if (options.all) return callback(null, addresses);
        const [first] = addresses;
        callback(null, first?.address ?? '', first?.family);
      });
    },
  });
  return (options, callback) => {
    // An address as the host is never looked up.
    const host = options.hostname.replace(/^\[|\]$/g, '');
    const refused =
      isIP(host) === 0 ? undefined : refuse(host, [{ address: host, family: isIP(host) }], allowed);
    if (refused) callback(refused, null);
    else connect(options, callback);
  };
}

/** One address that is not allowed is enough: a name that mixes them is up to something. */
function refuse(
  hostname: string,
  addresses: readonly LookupAddress[],
  allowed: (address: string) => boolean,
): UnreachableAddressError | undefined {
  if (addresses.length > 0 && addresses.every(({ address }) => allowed(address))) return undefined;
  return new UnreachableAddressError(
    `${hostname} is at an address that the service does not call. Use a public one over https, or open the network with CASEMENT_OUTBOUND_NETWORKS.`,
  );
}
