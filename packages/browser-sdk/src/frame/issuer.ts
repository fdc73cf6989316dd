import type { Party } from '../http-exchange.ts';

/** The auth service as a party of an exchange. */
export const ISSUER: Party = {
  name: 'The auth service',
  unreachable: 'issuer_unreachable',
  timeout: 'issuer_timeout',
  unauthorized: 'issuer_error',
  refused: 'issuer_error',
  error: 'issuer_error',
  invalidAnswer: 'issuer_answer_invalid',
};
