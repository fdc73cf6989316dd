import { z } from 'zod';
import { type Network, parseNetwork } from '../domain/outbound/reachable-address.ts';

/** Networks of the operator's own that the service may call: `10.0.0.0/8, ::1`. */
export const outboundNetworksSchema = z
  .union([z.string(), z.array(z.string())])
  .transform((value): string[] => {
    const parts = typeof value === 'string' ? value.split(',') : value;
    return parts.map((part) => part.trim());
  })
  .refine((parts) => parts.every(parseNetwork), {
    error: 'A list of addresses and networks such as 10.0.0.0/8, ::1.',
  });

export function networksOf(texts: readonly string[] = []): Network[] {
  return texts.map(parseNetwork).filter((network) => network !== undefined);
}
