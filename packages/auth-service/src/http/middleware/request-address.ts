import { isIP } from 'node:net';
import type { Request } from 'express';

const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;

/**
 * Where a request comes from: the socket's address, or what a trusted proxy says (`trustProxy`), so
 * long as that is an address at all. An IPv4 address is written as such on a dual-stack socket too.
 */
export function requestAddress(request: Request): string {
  const known = found.get(request);
  if (known !== undefined) return known;
  const address = findAddress(request);
  found.set(request, address);
  return address;
}

/** Log, limits and engine all ask, and working it out means reading headers. */
const found = new WeakMap<Request, string>();

function findAddress(request: Request): string {
  // Without the header it is the socket's in any case, and looking for it is dear.
  const ip = request.headers['x-forwarded-for'] === undefined ? undefined : request.ip;
  const address = ip !== undefined && isIP(ip) !== 0 ? ip : request.socket.remoteAddress;
  // A socket that was closed meanwhile has no address any more.
  return address?.replace(MAPPED, '') ?? 'unknown';
}
