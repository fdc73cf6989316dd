import type { RequestHandler } from 'express';
import { addressKey } from '../../domain/limit/address-key.ts';
import type { LimitName, Limits } from '../../domain/limit/limits.ts';
import { requestAddress } from './request-address.ts';

/** Counts every request of an address, before anything else is done for it. */
export function limitAddress(
  limits: Limits,
  name: Extract<LimitName, `${string}_per_address`>,
): RequestHandler {
  return async (request, _response, next) => {
    await limits.take(name, addressKey(requestAddress(request)));
    next();
  };
}
