import { z } from 'zod';
import { describeUserAgent } from '../../../domain/browser-session/describe-user-agent.ts';
import type { LocateAddress } from '../../../domain/location/locate-address.ts';
import { answerSchema } from '../openapi/components.ts';

/** What there is to recognise a session by. */
export const PLACE = {
  device: z.string().describe('As it calls itself; `unknown` if it does not.'),
  browser: z.string().describe('As it calls itself; `unknown` if it does not.'),
  address: z.string().nullable().describe('IP address of the last request.'),
  location: z.string().describe('Of the address, by the configured database; else `unknown`.'),
};

export const placeOf = (
  { userAgent, address }: { userAgent: string | undefined; address: string | undefined },
  locate: LocateAddress,
) => ({
  ...describeUserAgent(userAgent),
  address: address ?? null,
  location: locate(address),
});

export const revoked = z.object({ revoked: z.int().describe('How many were ended.') });

/** What ending sessions answers. */
export const revocation = answerSchema('Revoked', revoked);
