import type { FieldFault } from '../contract/index.ts';
import { refuseConfiguration } from '../errors.ts';
import type { SecurityEvent } from '../security-events/security-event.ts';
import { type TransportOptions, transportFaults } from '../transport-options.ts';
import { issuerFault } from '../web-origin.ts';

/** The part of a `SessionVerifier` by which others learn of security events. */
export interface SecurityEventSource {
  start(): void;
  /** @returns its dispose */
  on(name: 'revoked', listener: (event: SecurityEvent) => void): () => void;
}

export interface FrameAncestorsOptions extends TransportOptions {
  /** The auth service's address: https (or http on a loopback host), no path, no trailing slash. */
  issuer: string;
  /** How long a policy may be used beyond its age while the issuer is out of reach; 300 by default. */
  staleIfErrorSeconds?: number | undefined;
  /**
   * Where changes of clients are told, so that a policy is dropped when it changes: the verifier of
   * the same process. Without it a policy is up to 30 s old. Followed from the first document on.
   */
  events?: SecurityEventSource | undefined;
  /** Told why a policy could not be fetched; for logs. */
  onError?: ((error: unknown) => void) | undefined;
}

/** @throws {CasementError} `configuration_invalid` with all faults at once */
export function checkFrameAncestorsOptions(options: FrameAncestorsOptions): void {
  const faults: FieldFault[] = transportFaults(options);
  const wrongIssuer = issuerFault(options.issuer);
  if (wrongIssuer !== undefined) faults.push({ path: 'issuer', message: wrongIssuer });
  const stale = options.staleIfErrorSeconds ?? 0;
  if (!(typeof stale === 'number' && stale >= 0 && stale <= 86_400))
    faults.push({ path: 'staleIfErrorSeconds', message: 'must be seconds from 0 to 86400.' });
  if (options.events !== undefined && typeof options.events.on !== 'function')
    faults.push({ path: 'events', message: 'must be the verifier, or what has its on and start.' });
  refuseConfiguration('frameAncestors', faults);
}

/**
 * The client that a frame document is asked for.
 * @param query the URL's query
 * @returns undefined where `client_id` is absent, given twice or not of a client ID's form
 */
export function clientIdOf(query: URLSearchParams): string | undefined {
  const [clientId, ...more] = query.getAll('client_id');
  return clientId !== undefined && more.length === 0 && /^[\x21-\x7e]{1,200}$/.test(clientId)
    ? clientId
    : undefined;
}
