import type { Party } from '../http-exchange.ts';

/** The auth service as a party of an exchange. */
export const ISSUER: Party = {
  name: 'The auth service',
  prefix: 'issuer',
  unauthorized: 'issuer_refused',
};
