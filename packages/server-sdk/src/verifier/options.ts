import type { FieldFault } from '../contract/index.ts';
import { refuseConfiguration } from '../errors.ts';
import { type TransportOptions, transportFaults } from '../transport-options.ts';
import { issuerFault, originFault, quote } from '../web-origin.ts';
import type { PublicAddress } from './request-credentials.ts';
import type { RevocationSource } from './revocation-source.ts';

export interface SessionVerifierOptions extends TransportOptions, PublicAddress {
  /** The auth service's address: https (or http on a loopback host), no path, no trailing slash. */
  issuer: string;
  /** This dashboard application's audience, exactly as configured at the auth service. */
  audience: string;
  /**
   * The dashboard application's own client at the auth service, with which revocations are learned:
   * over the event stream, or token by token while that is lost. Without the two, a token is good
   * until it expires (`status.mode` is `local`).
   */
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  /**
   * The address at which browsers reach this API, such as `https://dash.example.com`, with the path
   * that a proxy cuts off, if any. Set it in production: without it the `Host` header decides, which
   * is the caller's.
   */
  publicUrl?: string | undefined;
  /** Instead of `publicUrl`: believe `X-Forwarded-Proto` and `X-Forwarded-Host`; only behind a proxy that overwrites them. */
  trustProxy?: boolean | undefined;
  /** Another source, beside the issuer's events, of tokens to refuse before their time. */
  revocation?: RevocationSource | undefined;
  /** How many tokens are kept to spare them a second signature check; 10000 by default. */
  tokenCacheSize?: number | undefined;
  /**
   * How many proofs of the last two minutes are remembered against replay, about 100 bytes each;
   * 1000000 by default, which one process hardly verifies in that time. Beyond it requests are
   * answered 503. One session (one key) has a tenth of it at most, and is answered 429 beyond.
   */
  replayMemorySize?: number | undefined;
  /**
   * How many clients, users, sessions and tokens are remembered with their newest security event,
   * about 150 bytes each, for eleven minutes; 100000 by default. Beyond it, every token as old as
   * what is dropped is refused, and renewed by its frame.
   */
  revocationMemorySize?: number | undefined;
  /**
   * How many answers may be open, and things watched, at once; 100000 by default. Beyond it
   * `.express()` answers 503, and `.watch()` throws.
   */
  watchLimit?: number | undefined;
  /**
   * Told when keys, events or introspection could not be had from the issuer; for logs. Without it, credentials
   * that the issuer refuses are told once by `process.emitWarning`.
   */
  onError?: ((error: unknown) => void) | undefined;
}

const SIZES = ['tokenCacheSize', 'replayMemorySize', 'revocationMemorySize', 'watchLimit'] as const;

/** @throws {CasementError} `configuration_invalid` with all faults at once */
export function checkSessionVerifierOptions(options: SessionVerifierOptions): void {
  const faults: FieldFault[] = transportFaults(options);
  const wrongIssuer = issuerFault(options.issuer);
  if (wrongIssuer !== undefined) faults.push({ path: 'issuer', message: wrongIssuer });
  const { clientId, clientSecret } = options;
  const isLocal = clientId === undefined && clientSecret === undefined;
  for (const name of ['audience', 'clientId', 'clientSecret'] as const) {
    if (isLocal && name !== 'audience') continue;
    if (typeof options[name] !== 'string' || options[name] === '')
      faults.push({ path: name, message: 'must be a non-empty string; is it configured?' });
  }
  if (options.publicUrl !== undefined) {
    const message = publicUrlFault(options.publicUrl);
    if (message !== undefined) faults.push({ path: 'publicUrl', message });
    if (options.trustProxy === true)
      faults.push({ path: 'trustProxy', message: 'is of no use beside publicUrl; give one.' });
  }
  for (const name of SIZES) {
    const size = options[name] ?? 1;
    if (!Number.isInteger(size) || size < 1 || size > 10_000_000)
      faults.push({ path: name, message: 'must be an integer from 1 to 10000000.' });
  }
  refuseConfiguration('createSessionVerifier', faults);
}

function publicUrlFault(value: string): string | undefined {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (url === null) return 'must be a URL such as "https://dash.example.com".';
  const path = url.pathname.replace(/\/+$/, '');
  return value === url.origin + path
    ? originFault(url.origin)
    : `must be origin and path without trailing slash, query or fragment; write ${quote(url.origin + path)}.`;
}
