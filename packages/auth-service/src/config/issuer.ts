import { isLoopbackHost, originFormFault } from '../domain/client/allowed-origin.ts';

/**
 * The rule that an issuer breaks (RFC 8414 §2; no path here, so that the metadata sit at one
 * address): https except on loopback, nothing after the host and port.
 */
export function issuerFault(issuer: string): string | undefined {
  const form = originFormFault(issuer);
  if (form) return `The issuer is scheme, host and port only. ${form}`;
  const { protocol, hostname } = new URL(issuer);
  if (protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))) return undefined;
  return 'The issuer must be https (plain http is for localhost, 127.0.0.1 and [::1] only).';
}
