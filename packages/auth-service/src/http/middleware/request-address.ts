import { isIP } from 'node:net';
import type { Request } from 'express';

const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;

/**
 * Where a request comes from: the socket's address, or what a trusted proxy says (`trustProxy`), so
 * long as that is an address at all. An IPv4 address is written as such on a dual-stack socket too.
 */
export function requestAddress(request: Request): string {
  request[ADDRESS] ??= findAddress(request);
  return request[ADDRESS];
}

/** Log, limits and engine all ask, so it is worked out once. */
const ADDRESS = Symbol('address');

declare module 'http' {
  interface IncomingMessage {
    [ADDRESS]?: string;
  }
}

function findAddress(request: Request): string {
  // Without the header it is the socket's in any case, and looking for it is dear.
  const ip = request.headers['x-forwarded-for'] === undefined ? undefined : request.ip;
  const address = ip !== undefined && isIP(ip) !== 0 ? ip : request.socket.remoteAddress;
  // A socket that was closed meanwhile has no address any more.
  return address?.replace(MAPPED, '') ?? 'unknown';
}
