import { isIP } from 'node:net';
import type { Request } from 'express';

const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;

/**
 * Where a request comes from: the socket's address, or what a trusted proxy says (`trustProxy`), so
 * long as that is an address at all. An IPv4 address is written as such on a dual-stack socket too.
 */
export function requestAddress(request: Request): string {
  const { ip } = request;
  const address = ip !== undefined && isIP(ip) !== 0 ? ip : request.socket.remoteAddress;
  // A socket that was closed meanwhile has no address any more.
  return address?.replace(MAPPED, '') ?? 'unknown';
}
