import { isIP } from 'node:net';
import { z } from 'zod';

const NAMED: readonly string[] = ['loopback', 'linklocal', 'uniquelocal'];

/** `10.0.0.0/8`, `::1`, `loopback` … */
function isProxy(text: string): boolean {
  if (NAMED.includes(text)) return true;
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

/**
 * Which proxies' `X-Forwarded-*` headers are believed: `false` (none), a number of hops in front of
 * the service, or a list of addresses. "All" is no choice: then anybody could forge an address.
 */
export const trustProxySchema = z
  .union([z.literal(false), z.number(), z.string(), z.array(z.string())])
  .transform((value, context): false | number | string[] => {
    if (value === false || value === 'false') return false;
    if (typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))) {
      const hops = Number(value);
      if (Number.isInteger(hops) && hops >= 1 && hops <= 16) return hops;
    } else {
      const list = typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
      if (list.length > 0 && list.every(isProxy)) return list;
    }
    context.addIssue(
      'false, a number of hops (1 to 16), or a list of proxies such as loopback, 10.0.0.0/8.',
    );
    return z.NEVER;
  });
