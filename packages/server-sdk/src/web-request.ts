import type { RequestAddress } from './request-address.ts';

/** Where a web-standard request was sent to. */
export function webRequestAddress(request: Request): RequestAddress {
  const url = new URL(request.url);
  return {
    secure: url.protocol === 'https:',
    host: url.host,
    forwardedProto: request.headers.get('x-forwarded-proto') ?? undefined,
    forwardedHost: request.headers.get('x-forwarded-host') ?? undefined,
  };
}
