import type { RequestHandler } from 'express';
import { type RateLimiter, spendOrRefuse } from '../../domain/rate-limit.ts';

/** Refuses an address that asks too often, before anything is read or looked up for it. */
export function addressLimit(limiter: RateLimiter): RequestHandler {
  return async (request, _response, next) => {
    await spendOrRefuse(limiter, request.ip ?? 'unknown');
    next();
  };
}
