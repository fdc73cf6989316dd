import type { IncomingHttpHeaders } from 'node:http';
import type { RequestAddress } from './request-address.ts';

/** The part of Node's `IncomingMessage` (and of Express's `Request`) that this SDK reads. */
export interface NodeRequestLike {
  method?: string | undefined;
  /** Path and query. */
  url?: string | undefined;
  /** The path before a router cut its own prefix off (Express, Connect). */
  originalUrl?: string | undefined;
  headers: IncomingHttpHeaders;
  /** Names and values in turn; shows the duplicates that `headers` hides. */
  rawHeaders?: readonly string[] | undefined;
  socket?: object | null | undefined;
}

/** Where a Node request was sent to. */
export function nodeRequestAddress(request: NodeRequestLike): RequestAddress {
  return {
    secure: request.socket != null && 'encrypted' in request.socket && !!request.socket.encrypted,
    host: request.headers.host ?? single(request.headers[':authority']),
    forwardedProto: single(request.headers['x-forwarded-proto']),
    forwardedHost: single(request.headers['x-forwarded-host']),
  };
}

/** Path and query as the client sent them. */
export function nodeRequestTarget(request: NodeRequestLike): string {
  return request.originalUrl ?? request.url ?? '/';
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
